import type { Conflicts } from '../checks/conflict.ts'
import { shortened } from '../checks/shortened.ts'
import { repositoryOf } from '../image/name.ts'
import { longestReference } from '../image/reference.ts'
import { addBytes } from '../measure/sum.ts'
import { isClockBound } from '../policy/judge.ts'
import { spillBytes } from '../spill/records.ts'
import { createTable } from '../spill/table.ts'
import type { ProofKind, Verdict } from '../verify/verification.ts'
import type { BlobSizes } from './blobs.ts'
import type { FindingCounts } from './reported.ts'
import type { ImageReport, Summary } from './schema.ts'

/** Characters of a platform by which it is told from others: real ones have a dozen. */
export const longestPlatform = 200

/** References that the summary names at most; the rest is counted. */
const mostWanted = 1000

/** What the summary needs of some reports: plain data, made beside the images, so that only {@link Summarizer} is shared. */
export interface Sums {
  readonly images: number
  readonly indexes: number
  readonly verdicts: Readonly<Record<Verdict, number>>
  readonly proofs: Readonly<Record<ProofKind, number>>
  readonly findings: FindingCounts
  /** Whether a finding or a signature's verdict depended on the time that was judged for. */
  readonly clockBound: boolean
  readonly signed: number
  /** Images of which a given key verifies a signature. */
  readonly signatureVerified: number
  /** Sum over the layers of single images, in bytes. */
  readonly layers: number
  /** Images by platform, and entries of indexes that are no image of the export; no entry of an attestation. */
  readonly platforms: ReadonlyMap<string, number>
  /** Digests of images of the export that an index says are attestations. */
  readonly attestations: readonly string[]
  /** The references that would settle unverifiable images, in the images' order. */
  readonly wanted: readonly string[]
}

/** Adds up {@link Sums}. */
export interface Summing {
  /** `isInExport`: whether an index's entry is an image of the export, which counts itself. */
  add(report: ImageReport, isInExport?: (digest: string) => boolean): void
  sums(): Sums
}

export interface Summarizer {
  add(sums: Sums): void
  /** Digests of the images that were counted before an index said that they are attestations, each once. */
  attestations(): Iterable<string>
  /** Takes an image for this platform out of the coverage again. */
  uncover(platform: string): void
  /** `at` is what was judged for: the summary names it only where something depended on it. */
  finish(conflicts: Conflicts, blobs: BlobSizes, rejected: number, at?: Date): Summary
  close(): void
}

/** What would settle an unverifiable image: its manifest, by reference. */
const wantedBy = ({ verification, digest, reference }: ImageReport): string | null => {
  if (verification.verdict !== 'unverifiable' || digest === null) return null
  if (verification.reason === 'digest-unsupported') return null
  return reference === null || reference.length > longestReference
    ? digest
    : `${repositoryOf(reference)}@${digest}`
}

const isClockBoundReport = ({ findings, signatures }: ImageReport): boolean =>
  // Whether such a one had ended was judged by the clock, whatever came of it.
  findings.some(({ check }) => isClockBound(check)) || signatures.some(({ expires }) => expires !== null)

const nothing = () => ({
  images: 0,
  indexes: 0,
  verdicts: { verified: 0, mismatch: 0, unverifiable: 0 },
  proofs: { embedded: 0, reserialized: 0, evidence: 0, reconstructed: 0 },
  findings: { error: 0, warning: 0, info: 0 },
  clockBound: false,
  signed: 0,
  signatureVerified: 0,
  layers: 0,
  platforms: new Map<string, number>(),
})

const count = (counts: Map<string, number>, key: string, more: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + more)
}

export const createSumming = (): Summing => {
  const sums = { ...nothing(), attestations: [] as string[], wanted: [] as string[] }
  return {
    add(report, isInExport = () => false) {
      const { type, verification, findings, signatures, size, platforms } = report
      const single = type === 'image'
      sums.images++
      if (!single) sums.indexes++
      sums.verdicts[verification.verdict]++
      if (verification.proof !== null) sums.proofs[verification.proof]++
      for (const { severity } of findings) sums.findings[severity]++
      sums.clockBound ||= isClockBoundReport(report)
      if (signatures.length > 0) sums.signed++
      if (signatures.some(({ verdict }) => verdict === 'verified')) sums.signatureVerified++
      if (single) sums.layers = addBytes(sums.layers, size.layers ?? 0)
      for (const { platform, digest, attestation } of platforms) {
        const isCounted = !single && digest !== null && isInExport(digest)
        if (attestation && isCounted) sums.attestations.push(digest)
        else if (!attestation && !isCounted) count(sums.platforms, shortened(platform, longestPlatform), 1)
      }
      const wanted = wantedBy(report)
      if (wanted !== null) sums.wanted.push(wanted)
    },
    sums: () => sums,
  }
}

const addCounts = <Key extends string>(
  counts: Record<Key, number>,
  more: Readonly<Record<Key, number>>,
): void => {
  for (const key of Object.keys(counts) as Key[]) counts[key] += more[key]
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1)

const createTexts = (memory: number) =>
  createTable<null>({ merge: (known) => known, sizeOf: () => 0, memory })

/** References that were asked for: the first ones by name, all of them by number. */
const wishes = (memory: number) => {
  const first = new Set<string>()
  const all = createTexts(memory)
  return {
    add: (reference: string): void => {
      if (first.size < mostWanted) first.add(reference)
      else if (!first.has(reference)) all.add(reference, null)
    },
    finish: (): Summary['wanted'] => {
      let more = 0
      for (const _ of all.entries()) more++
      return { manifests: [...first], more }
    },
    close: () => all.close(),
  }
}

/**
 * Adds up an export's images: counts, coverage by up to `mostPlatforms`, what is wanted. Holds `memory` bytes, the rest in
 * the temporary folder.
 */
export const summarizer = (mostPlatforms: number, memory: number = spillBytes): Summarizer => {
  const wanted = wishes(memory / 2)
  const attestations = createTexts(memory / 2)
  const all = nothing()
  let otherPlatforms = 0

  return {
    add(sums) {
      for (const key of ['images', 'indexes', 'signed', 'signatureVerified'] as const) all[key] += sums[key]
      for (const key of ['verdicts', 'proofs', 'findings'] as const) addCounts<string>(all[key], sums[key])
      all.clockBound ||= sums.clockBound
      all.layers = addBytes(all.layers, sums.layers)
      for (const [platform, images] of sums.platforms)
        if (all.platforms.size < mostPlatforms || all.platforms.has(platform))
          count(all.platforms, platform, images)
        else otherPlatforms += images
      for (const digest of sums.attestations) attestations.add(digest, null)
      for (const reference of sums.wanted) wanted.add(reference)
    },
    *attestations() {
      for (const [digest] of attestations.entries()) yield digest
    },
    uncover(platform) {
      const key = shortened(platform, longestPlatform)
      const images = all.platforms.get(key)
      if (images === undefined) otherPlatforms--
      else if (images === 1) all.platforms.delete(key)
      else all.platforms.set(key, images - 1)
    },
    finish: (conflicts, blobs, rejected, at) => ({
      images: all.images,
      indexes: all.indexes,
      rejected,
      verdicts: all.verdicts,
      proofs: all.proofs,
      size: { layers: all.layers, ...blobs },
      platforms: [...all.platforms].toSorted(byText).map(([platform, images]) => ({ platform, images })),
      ...(otherPlatforms > 0 ? { otherPlatforms } : {}),
      signatures: {
        signed: all.signed,
        verified: all.signatureVerified,
        unsigned: all.images - all.signed,
      },
      conflicts: conflicts.named.map((conflict) => ({
        ...conflict,
        values: [...conflict.values],
        images: [...conflict.images],
      })),
      ...(conflicts.more > 0 ? { moreConflicts: conflicts.more } : {}),
      wanted: wanted.finish(),
      findings: {
        ...all.findings,
        error: all.findings.error + conflicts.named.length + conflicts.more,
      },
      ...(all.clockBound && at !== undefined ? { at: at.toISOString() } : {}),
    }),
    close() {
      wanted.close()
      attestations.close()
    },
  }
}
