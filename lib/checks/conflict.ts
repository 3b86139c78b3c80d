import { hash } from 'node:crypto'
import { type Digest, digestBytes } from '../digest.ts'
import type { EntryClaim, Image } from '../image/image.ts'
import { createDigestRows, type DigestRows } from '../spill/digest-rows.ts'
import { createDigestTable } from '../spill/digest-table.ts'
import { createLines, linesOf } from '../spill/lines.ts'
import { createRecords, spillBytes } from '../spill/records.ts'
import type { Proof } from '../verify/proof.ts'
import { configDigestOf } from '../verify/rebuild-image.ts'
import { createDisputes, type Dispute, type Given, unsaid } from './dispute.ts'
import { shortened } from './shortened.ts'

/** One digest that the export describes in two ways. */
export interface Conflict {
  readonly digest: string
  /** The image's field that differs, as a JSON Pointer into an image object; `/size` for a blob's. */
  readonly path: string
  readonly values: readonly string[]
  /** Names of images that give these values, the first one each. */
  readonly images: readonly string[]
}

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

/** What images say of themselves: plain data, made beside the images, so that only {@link ConflictFinder} is shared. */
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

const longestValue = 120

const startLength = 40

/** A list as it can be kept for every image. */
const listed = (text: string): FieldValue =>
  text.length <= longestValue ? text : { start: text.slice(0, startLength), digest: digestBytes(text) }

/** A value as people can compare it. */
const shown = (value: FieldValue | null | undefined): string =>
  typeof value === 'object' && value !== null ? `${value.start}… (${value.digest})` : String(value)

/** The longest name that an API object can have is 253 characters long, that of a stream's image some more. */
const longestName = 512

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
const imageFields: readonly {
  path: string
  value: (image: Image, proof: Proof) => FieldValue | null
}[] = [
  { path: '/dockerImageLayers', value: layersValue },
  { path: '/dockerImageManifests', value: ({ entries }) => (entries?.length ? entriesValue(entries) : null) },
  { path: '/dockerImageMetadata/Id', value: ({ metadata }) => idText(metadata?.id ?? null) },
  { path: '/dockerImageMetadata/Size', value: ({ metadata }) => metadata?.size || null },
]

const blobSize = '/size'

const space = 0x20

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
      claimants.add(`${image} ${JSON.stringify(claimant)}`)
      if (claimant.digest === null) return
      rows.add(
        digestBytes(claimant.digest),
        claimant.fields.flatMap((value) => [tellingNumber(value, secret) ?? unsaid, image]),
      )
    },
    claims: () => ({ rows: rows.rows(), claimants: claimants.bytes() }),
  }
}

/** What an image is said to be, as far as another description could differ. */
export const claimantOf = (image: Image, proof: Proof): Claimant => ({
  name: shortened(image.name?.text ?? image.digestText ?? image.path, longestName),
  digest: image.digestText === null ? null : shortened(image.digestText, longestName),
  fields: image.digestText === null ? [] : imageFields.map(({ value }) => value(image, proof)),
})

/** What of an export's conflicts is named. */
export interface Conflicts {
  /** Sorted by digest, then path. */
  readonly named: readonly Conflict[]
  /** How many others there are. */
  readonly more: number
}

export interface ConflictFinder {
  add(claims: ConflictClaims): void
  /** `ofBlobs` are disputes over sizes of the same images' blobs. */
  conflicts(ofBlobs: Iterable<Dispute>): Conflicts
  close(): void
}

const byDigest = (a: Conflict, b: Conflict): number => {
  if (a.digest !== b.digest) return a.digest < b.digest ? -1 : 1
  return a.path < b.path ? -1 : 1
}

const conflictOf = (
  digest: string,
  path: string,
  given: readonly { readonly value: string; readonly name: string }[],
): Conflict[] =>
  given.length < 2
    ? []
    : [
        {
          digest,
          path,
          values: given.map(({ value }) => value).toSorted(),
          images: [...new Set(given.map(({ name }) => name))].toSorted(),
        },
      ]

/** Of all `disputes` those in which the first `most` conflicts are: every field of one is a conflict. */
const firstOf = (disputes: Iterable<Dispute>, most: number) => {
  const first: Dispute[] = []
  let conflicts = 0
  for (const dispute of disputes) {
    if (conflicts < most) first.push(dispute)
    conflicts += new Set(dispute.given.map(({ field }) => field)).size
  }
  return { first, conflicts }
}

/**
 * Finds digests described differently by two images of one export: images by their fields, blobs by their size. Holds
 * `memory` bytes, the rest in the temporary folder, and the conflicts that it names: `most`, those of images first.
 */
export const conflictFinder = (most: number, memory: number = spillBytes): ConflictFinder => {
  const part = memory / 4
  // A table holds what tells a text; the text itself is looked up where a conflict shows it.
  const claimants = createRecords(part)
  const disputes = createDisputes(imageFields.length, part)
  const images = createDigestTable({
    columns: 2 * imageFields.length,
    merge: (...rows) => disputes.lay(...rows),
    memory: 2 * part,
  })

  const lookUp = (wanted: ReadonlySet<number>): ReadonlyMap<number, Claimant> => {
    const found = new Map<number, Claimant>()
    if (wanted.size === 0) return found
    for (const record of claimants.read())
      for (const line of linesOf(record)) {
        const end = line.indexOf(space)
        const image = Number(line.toString('latin1', 0, end))
        if (wanted.has(image)) found.set(image, JSON.parse(line.toString('utf8', end + 1)) as Claimant)
      }
    return found
  }

  return {
    add(claims) {
      claimants.add(claims.claimants)
      images.add(claims.rows)
    },
    conflicts(ofBlobs) {
      // Where parts of the table went to the temporary folder, they meet here.
      images.each(() => {})
      const { first: ofImages, conflicts } = firstOf(disputes.all(), most)
      const { first: ofSizes, conflicts: moreConflicts } = firstOf(ofBlobs, most - conflicts)
      const disputed = [...ofImages, ...ofSizes].flatMap(({ given }) => given.map(({ image }) => image))
      const found = lookUp(new Set(disputed))
      const claimant = (image: number): Claimant => found.get(image) as Claimant
      const named = [
        ...ofImages.flatMap(({ given }) =>
          imageFields.flatMap(({ path }, field) => {
            const own = given.filter((one) => one.field === field)
            const digest = claimant((given[0] as Given).image).digest as string
            return conflictOf(
              digest,
              path,
              own.map(({ image }) => ({
                value: shown(claimant(image).fields[field]),
                name: claimant(image).name,
              })),
            )
          }),
        ),
        ...ofSizes.flatMap(({ key, given }) =>
          conflictOf(
            key,
            blobSize,
            given.map(({ value, image }) => ({ value: String(value), name: claimant(image).name })),
          ),
        ),
      ]
        .slice(0, most)
        .toSorted(byDigest)
      return { named, more: conflicts + moreConflicts - named.length }
    },
    close() {
      for (const held of [claimants, disputes, images]) held.close()
    },
  }
}
