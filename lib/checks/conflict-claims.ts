import { hash } from 'node:crypto'
import { type Digest, digestBytes } from '../digest.ts'
import type { EntryClaim, Image } from '../image/image.ts'
import { createDigestRows, type DigestRows } from '../spill/digest-rows.ts'
import { createLines } from '../spill/lines.ts'
import type { Proof } from '../verify/proof.ts'
import { configDigestOf } from '../verify/rebuild-image.ts'
import { unsaid } from './dispute.ts'
import { shortened } from './shortened.ts'

/** What a field says; of a long list, how it begins and the hash of it all. */
export type FieldValue = string | number | { readonly start: string; readonly digest: Digest }

/** What one image says of itself, as a conflict shows it. */
export interface Claimant {
  /** What the image goes by. */
  readonly name: string
  /** The image's digest, as given. */
  readonly digest: string | null
  /** One for each of {@link imageFields}; null where it says nothing. */
  readonly fields: readonly (FieldValue | null)[]
}

/** What images say of themselves: plain data, made beside the images, so that only the finder of conflicts is shared. */
export interface ConflictClaims {
  /** What tells the value of each field from others, by what stands for the image's digest, which need not be one. */
  readonly rows: readonly DigestRows[]
  /** A line for each image: its number and the JSON of a {@link Claimant}, which is read where a conflict shows it. */
  readonly claimants: Uint8Array<ArrayBuffer>
}

/** Collects {@link ConflictClaims}. */
export interface ConflictClaimsWriter {
  /** `image` is its number: of two that say the same, a conflict names the one with the lower. */
  add(claimant: Claimant, image: number): void
  /** Nothing may be added any more. */
  claims(): ConflictClaims
}

/** Characters of a list that is kept whole, and of the beginning of a longer one. */
const longestValue = 120
const startLength = 40

/** A list as it can be kept for every image. */
const listed = (text: string): FieldValue =>
  text.length <= longestValue ? text : { start: text.slice(0, startLength), digest: digestBytes(text) }

/**
 * The claimed layers' digests, base first: sizes are compared blob by blob. Where nothing says how they are ordered, the
 * proven order decides.
 */
const layersValue = ({ layers, layersOrderStated }: Image, { described }: Proof): FieldValue | null => {
  if (layers === null || layers.length === 0) return null
  const digests = layers.map((layer) => layer.digest)
  const reversed = digests.toReversed()
  const isReversed = !layersOrderStated && described.layers?.every(({ digest }, i) => digest === reversed[i])
  return listed((isReversed === true ? reversed : digests).join(', '))
}

const entriesValue = (entries: readonly EntryClaim[]): FieldValue =>
  listed(
    entries
      .map(({ digest, size, os, architecture, variant }) =>
        [digest, size, os, architecture, variant].join(' '),
      )
      .join(', '),
  )

/** Old servers leave the algorithm out. */
const idText = (id: string | null): string | null => configDigestOf(id) ?? id

/** What may not differ between two descriptions of one image; media types may: old clusters leave them out. */
export const imageFields: readonly {
  path: string
  value: (image: Image, proof: Proof) => FieldValue | null
}[] = [
  { path: '/dockerImageLayers', value: layersValue },
  { path: '/dockerImageManifests', value: ({ entries }) => (entries?.length ? entriesValue(entries) : null) },
  { path: '/dockerImageMetadata/Id', value: ({ metadata }) => idText(metadata?.id ?? null) },
  { path: '/dockerImageMetadata/Size', value: ({ metadata }) => metadata?.size || null },
]

/** The longest name that an API object can have is 253 characters long, that of a stream's image some more. */
const longestName = 512

/** What an image is said to be, as far as another description could differ. */
export const claimantOf = (image: Image, proof: Proof): Claimant => ({
  name: shortened(image.name?.text ?? image.digestText ?? image.path, longestName),
  digest: image.digestText === null ? null : shortened(image.digestText, longestName),
  fields: image.digestText === null ? [] : imageFields.map(({ value }) => value(image, proof)),
})

/** As a line of text. The number stands first, so that most need not be read any further. */
const writeClaimant = (claimant: Claimant, image: number): string => `${image} ${JSON.stringify(claimant)}`

const space = 0x20

/** A claimant and its number out of a line of {@link ConflictClaims}, where that is one of the wanted ones. */
export const readClaimant = (
  line: Buffer,
  wanted: ReadonlySet<number>,
): readonly [image: number, claimant: Claimant] | null => {
  const end = line.indexOf(space)
  const image = Number(line.toString('latin1', 0, end))
  return wanted.has(image) ? [image, JSON.parse(line.toString('utf8', end + 1)) as Claimant] : null
}

/** Hexadecimal digits of a hash that tell one text from another: as many as a number holds. */
const tellingDigits = 12

/** What tells `value` from others. */
const tellingNumber = (value: FieldValue | null, secret: string): number | null => {
  if (value === null || typeof value === 'number') return value
  const text = typeof value === 'string' ? value : value.digest
  return Number.parseInt(hash('sha256', `${secret}${text}`, 'hex').slice(0, tellingDigits), 16)
}

/**
 * The `secret`, one for all images of an export, is unknown to whoever writes that, so that no two texts can be chosen
 * to look like one.
 */
export const createConflictClaims = (secret: string): ConflictClaimsWriter => {
  const rows = createDigestRows(2 * imageFields.length)
  const claimants = createLines()
  return {
    add(claimant, image) {
      claimants.add(writeClaimant(claimant, image))
      if (claimant.digest === null) return
      rows.add(
        digestBytes(claimant.digest),
        claimant.fields.flatMap((value) => [tellingNumber(value, secret) ?? unsaid, image]),
      )
    },
    claims: () => ({ rows: rows.rows(), claimants: claimants.bytes() }),
  }
}
