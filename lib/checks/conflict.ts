import { createDigestTable } from '../spill/digest-table.ts'
import { linesOf } from '../spill/lines.ts'
import { createRecords, spillBytes } from '../spill/records.ts'
import {
  type Claimant,
  type ConflictClaims,
  type FieldValue,
  imageFields,
  readClaimant,
} from './conflict-claims.ts'
import { createDisputes, type Dispute, type Given } from './dispute.ts'

/** One digest that the export describes in two ways. */
export interface Conflict {
  readonly digest: string
  /** The image's field that differs, as a JSON Pointer into an image object; `/size` for a blob's. */
  readonly path: string
  readonly values: readonly string[]
  /** Names of images that give these values, the first one each. */
  readonly images: readonly string[]
}

/** A value as people can compare it. */
const shown = (value: FieldValue | null | undefined): string =>
  typeof value === 'object' && value !== null ? `${value.start}… (${value.digest})` : String(value)

/** What of an export's conflicts is named. */
export interface Conflicts {
  /** Sorted by digest, then path. */
  readonly named: readonly Conflict[]
  /** How many others there are. */
  readonly more: number
}

/** Finds {@link Conflicts} in what the images of one export say. */
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

/** None where nobody gives another value. */
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

type ClaimantBy = (image: number) => Claimant

/** The fields of an image that are given more than one value. */
const imageConflicts = ({ given }: Dispute, claimant: ClaimantBy): Conflict[] =>
  imageFields.flatMap(({ path }, field) => {
    const own = given.filter((one) => one.field === field)
    // The key stands for the digest, and need not be one.
    const digest = claimant((given[0] as Given).image).digest as string
    return conflictOf(
      digest,
      path,
      own.map(({ image }) => ({
        value: shown(claimant(image).fields[field]),
        name: claimant(image).name,
      })),
    )
  })

/** The size of a blob, whose digest is the key. */
const sizeConflict = ({ key, given }: Dispute, claimant: ClaimantBy): Conflict[] =>
  conflictOf(
    key,
    '/size',
    given.map(({ value, image }) => ({ value: String(value), name: claimant(image).name })),
  )

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
        const claimant = readClaimant(line, wanted)
        if (claimant !== null) found.set(...claimant)
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
      const claimant: ClaimantBy = (image) => found.get(image) as Claimant
      const named = [
        ...ofImages.flatMap((dispute) => imageConflicts(dispute, claimant)),
        ...ofSizes.flatMap((dispute) => sizeConflict(dispute, claimant)),
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
