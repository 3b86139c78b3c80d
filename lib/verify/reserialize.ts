import { type Digest, matchesDigest } from '../digest.ts'
import { manifestType } from '../image/media-type.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { parseJson } from '../json/parse.ts'
import { any } from '../json/shape.ts'
import type { Limits } from '../limits.ts'
import { type Form, formsOf, imageForms, indexForms, schema1Forms } from '../manifest/form.ts'
import type { ParsedManifest } from '../manifest/manifest.ts'
import { parseManifest } from '../manifest/parse.ts'
import { serialize, writeAsIs } from '../manifest/serialize.ts'

/** What happened to a manifest's bytes on their way, shown by undoing it. */
export interface Undone {
  readonly bytes: Buffer
  /** The form, or the accident's id where nothing was rewritten. */
  readonly form: string
  /** What happened, as a clause after "the bytes in the export". */
  readonly accident: string
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

const withoutMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes

// latin1 keeps every byte as one character, so bytes that are no UTF-8 survive.
const withoutReturns = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')

const withoutEnd = (bytes: Buffer): Buffer => {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--
  return bytes.subarray(0, end)
}

const withoutLastNewline = (bytes: Buffer): Buffer => (bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes)

/** Accidents that editors and shells cause, likeliest first; each undoes itself or gives the same bytes back. */
const accidents: readonly { id: string; says: string; undo: (bytes: Buffer) => Buffer }[] = [
  { id: 'trailing-newline', says: 'have a trailing newline too much', undo: withoutEnd },
  { id: 'trailing-newline', says: 'have one trailing newline too much', undo: withoutLastNewline },
  {
    id: 'missing-newline',
    says: 'lack their final newline',
    undo: (b) => Buffer.concat([b, Buffer.from('\n')]),
  },
  { id: 'byte-order-mark', says: 'begin with a byte-order mark', undo: withoutMark },
  { id: 'crlf', says: 'have CRLF line ends', undo: withoutReturns },
  {
    id: 'crlf',
    says: 'have CRLF line ends and a trailing newline too much',
    undo: (b) => withoutEnd(withoutReturns(b)),
  },
  {
    id: 'byte-order-mark',
    says: 'begin with a byte-order mark and end in a newline too much',
    undo: (b) => withoutEnd(withoutMark(b)),
  },
  {
    id: 'byte-order-mark',
    says: 'begin with a byte-order mark and have CRLF line ends',
    undo: (b) => withoutReturns(withoutMark(b)),
  },
  {
    id: 'byte-order-mark',
    says: 'begin with a byte-order mark, have CRLF line ends and a trailing newline too much',
    undo: (b) => withoutEnd(withoutReturns(withoutMark(b))),
  },
]

const forms: readonly Form[] = [...imageForms, ...indexForms, ...schema1Forms]

/** Each white space that the forms know, for keys that stand as they should. */
const spacings: readonly Form[] = [...new Set(forms.map((form) => form.spacing))].flatMap(
  (spacing): Form[] => {
    const id =
      spacing === ''
        ? 'compact'
        : spacing === 'one-line'
          ? 'one-line'
          : spacing === '\t'
            ? 'tab'
            : `indent${spacing.length}`
    const row = {
      producer: '',
      family: 'any',
      spacing,
      mediaType: 'second',
      descriptor: 'digest-size',
    } as const
    return [
      { ...row, id: `as-is-${id}` },
      { ...row, id: `as-is-${id}`, plainHtml: true },
      { ...row, id: `as-is-${id}-newline`, finalNewline: true, plainHtml: true },
    ]
  },
)

const keysSorted = (value: Json): boolean => {
  if (Array.isArray(value)) return value.every(keysSorted)
  if (!isObject(value)) return true
  const keys = Object.keys(value)
  return (
    keys.every((key, i) => i === 0 || (keys[i - 1] as string) <= key) &&
    Object.values(value).every(keysSorted)
  )
}

/** The forms of what the value is, its own family's first: two families share texts, not names. */
const formsFor = (value: JsonObject): readonly Form[] => {
  if (Object.hasOwn(value, 'fsLayers')) return schema1Forms
  const table = Object.hasOwn(value, 'manifests') ? indexForms : imageForms
  const { mediaType } = value
  const family = typeof mediaType === 'string' ? (manifestType(mediaType)?.family ?? null) : null
  const own = formsOf(table, family)
  // Leaving out a member that the bytes have is no other way to write them.
  const whole = (form: Form) => form.mediaType !== 'absent' || !Object.hasOwn(value, 'mediaType')
  return [...own, ...table.filter((form) => !own.includes(form))].filter(whole)
}

/** The part of limit rebuiltBytes that is spent here: all forms of 1,000 layers, but few of 4 MiB made to cost time. */
const share = 1 / 4

/**
 * The content in each known form, then with its keys as they stand in each known white space, until one hashes to
 * `digest` or its share of limit rebuiltBytes has been written.
 */
const rewritten = (
  value: JsonObject,
  digest: Digest,
  { rebuiltBytes }: Limits,
): { text: string; form: string } | null => {
  let bytes = 0
  const writers = [
    ...formsFor(value).map((form) => ({ form, write: serialize })),
    ...spacings.map((form) => ({ form, write: writeAsIs })),
  ]
  for (const { form, write } of writers) {
    if (bytes > rebuiltBytes * share) return null
    const text = write(value, form)
    bytes += text.length
    if (matchesDigest(text, digest)) return { text, form: form.id }
  }
  return null
}

const whatChanged = (value: JsonObject, text: string): string => {
  const sameKeys = JSON.stringify(parseJson(Buffer.from(text), any).value) === JSON.stringify(value)
  if (sameKeys) return 'are the same content with other white space'
  return keysSorted(value) ? 'have their keys sorted' : 'are the same content in another key order'
}

const isUnsafe = (number: string): boolean => {
  const value = Number(number)
  return String(value) !== number || (Number.isInteger(value) && !Number.isSafeInteger(value))
}

const escapesQuotesAndNumbers = /\\.|"|-?\d[\d.eE+-]*/gs

/** Whether a number anywhere in the text is one that readers write back differently. */
const hasUnsafeNumber = (bytes: Buffer): boolean => {
  let isInString = false
  for (const [token] of bytes.toString('utf8').matchAll(escapesQuotesAndNumbers))
    if (token === '"') isInString = !isInString
    else if (!isInString && !token.startsWith('\\') && isUnsafe(token)) return true
  return false
}

/**
 * Undoes what may have happened to manifest bytes that do not hash to `digest`: an accident to the text, another
 * white space or key order, signatures. Null where nothing gives the digest, or where the bytes could be read in
 * two ways.
 */
export const reserialize = (given: ParsedManifest, digest: Digest, limits: Limits): Undone | null => {
  if (hasUnsafeNumber(given.bytes)) return null
  for (const { id, says, undo } of accidents) {
    const bytes = undo(given.bytes)
    if (bytes.length !== given.bytes.length && matchesDigest(bytes, digest))
      return parseManifest(bytes, limits).unambiguous ? { bytes, form: id, accident: says } : null
  }
  const plain = withoutMark(given.bytes)
  const { value, unambiguous } = plain === given.bytes ? given : parseManifest(plain, limits)
  if (value === null || !unambiguous) return null
  const whole = rewritten(value, digest, limits)
  if (whole !== null)
    return { bytes: Buffer.from(whole.text), form: whole.form, accident: whatChanged(value, whole.text) }
  if (!Object.hasOwn(value, 'signatures')) return null
  const { signatures: _, ...unsigned } = value
  const bare = rewritten(unsigned, digest, limits)
  return bare === null
    ? null
    : {
        bytes: Buffer.from(bare.text),
        form: bare.form,
        accident: 'carry signatures that the digest does not cover',
      }
}
