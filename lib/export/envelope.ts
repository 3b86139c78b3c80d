import { foldName } from '../json/fold.ts'
import { isObject, type JsonObject } from '../json/json.ts'
import { isFatal, jsonValue, parseJson } from '../json/parse.ts'
import type { Limits } from '../limits.ts'
import { flawProblem, isAmbiguity } from './flaw-problem.ts'
import { createGather } from './gather.ts'
import { isListKind, listProblem } from './kind.ts'
import type { Locate } from './place.ts'
import type { Problem } from './rejection.ts'
import { listShape } from './shape.ts'

/** The text of one document, without the items where it is a list: what tells whether it is one, and which. */
export interface Envelope {
  readonly length: number
  /** A document begins at `offset`; what was kept of another one goes. */
  begins(offset: number): void
  append(piece: Uint8Array): void
  /** A top-level name begins behind all that was appended. */
  nameBegins(): void
  /** The name has been appended; why it may not stand in a list, if so. */
  nameEnds(): Problem | null
  /** The value of the last name begins behind all that was appended. */
  valueBegins(): void
  valueEnds(): void
  /** Whether an array that begins now holds the items of a list. */
  holdsItems(): boolean
  /** The items begin and are left out from here on; why the list is not read, if so. */
  itemsBegin(): Problem | null
  /** They were `bytes` long. */
  itemsEnd(bytes: number): void
  /** The document is complete: the whole of it where it is no list, else what is wrong with the list, or null. */
  end(): Buffer | Problem | null
  clear(): void
}

const knownNames = new Map(['kind', 'apiVersion', 'metadata', 'items'].map((name) => [foldName(name), name]))

/** Bytes of the longest spelling of a known name: `"apiVersion"` with every letter escaped. */
const longestName = 62

/** Bytes of the longest `kind` or `apiVersion` that is looked at before the end. */
const longestValue = 1024

const ambiguous = (place: string, text: string): Problem => ({
  code: 'ambiguous-list',
  message: `${place}: the list ${text}, so that readers disagree on what it holds: export it again`,
})

const isImageField = (name: string): boolean => name === 'image' || name.startsWith('dockerImage')

export const createEnvelope = (limits: Limits, locate: Locate): Envelope => {
  const text = createGather()
  let documentAt = 0
  let nameAt = 0
  let valueAt = 0
  let name: string | null = null
  let repeated: Problem | null = null
  let members: JsonObject = {}
  /** Where the values of the members stand. */
  let places: Record<string, number> = {}
  let list = false
  let gapAt = 0
  let gap = 0
  const seen = new Set<string>()

  const place = (at: number): string => locate(documentAt + at + (at > gapAt ? gap : 0))

  const listEnds = (bytes: Buffer): Problem | null => {
    const { value, flaws } = parseJson(bytes, listShape, limits)
    const fatal = flaws.find(isFatal)
    if (fatal !== undefined) return flawProblem(fatal, place(fatal.offset))
    const twofold = flaws.find(isAmbiguity)
    if (twofold !== undefined) return ambiguous(place(twofold.offset), twofold.detail)
    if (!isObject(value)) return { code: 'malformed', message: 'the list is no JSON: export it again' }
    const wrong = listProblem(value)
    if (wrong !== null) {
      const { code, message } = wrong
      return {
        code,
        message: `${place(places[code === 'api-version' ? 'apiVersion' : 'kind'] ?? 0)}: ${message}`,
      }
    }
    const field = isListKind(value.kind) ? undefined : Object.keys(value).find(isImageField)
    return field === undefined ? null : ambiguous(place(0), `has items and ${field} at once`)
  }

  const clear = (): void => {
    text.clear()
    name = null
    repeated = null
    members = {}
    places = {}
    list = false
    gap = 0
    seen.clear()
  }

  return {
    get length() {
      return text.length
    },
    begins(offset) {
      clear()
      documentAt = offset
    },
    append: (piece) => text.append(piece),
    nameBegins() {
      nameAt = text.length
    },
    nameEnds() {
      const given = text.length - nameAt > longestName ? undefined : jsonValue(text.view(nameAt))
      name = (typeof given === 'string' ? knownNames.get(foldName(given)) : undefined) ?? null
      if (name === null) return null
      if (given !== name || seen.has(name))
        repeated ??= ambiguous(place(nameAt), `names "${name}" twice or in another spelling`)
      seen.add(name)
      // In another spelling it does not say what the exact name would.
      if (given !== name) name = null
      return list ? repeated : null
    },
    valueBegins() {
      valueAt = text.length
    },
    valueEnds() {
      if (name === null || name === 'metadata') return
      const short = text.length - valueAt <= longestValue
      places[name] = valueAt
      members[name] = (short ? jsonValue(text.view(valueAt)) : undefined) ?? null
    },
    holdsItems: () => name === 'items' && !list,
    itemsBegin() {
      list = true
      gapAt = text.length
      return repeated ?? listProblem(members)
    },
    itemsEnd(bytes) {
      gap = bytes
    },
    end() {
      if (!list && !(members.items === null && isListKind(members.kind))) return text.take()
      return listEnds(text.take())
    },
    clear,
  }
}
