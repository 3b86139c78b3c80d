import type { Conflict } from '../checks/conflict.ts'
import { repositoryOf } from '../image/name.ts'
import { addBytes } from '../measure/sum.ts'
import { isClockBound } from '../policy/judge.ts'
import { spillBytes } from '../spill/records.ts'
import { createTable } from '../spill/table.ts'
import type { ProofKind, Verdict } from '../verify/verification.ts'
import type { BlobSizes } from './blobs.ts'
import { countFindings, type FindingCounts } from './reported.ts'
import type { ImageReport, Summary } from './schema.ts'

/** References that the summary names at most; the rest is counted. */
const mostWanted = 1000

/** What the summary needs of one report: plain data, made beside the image, so that only {@link Summarizer} is shared. */
export interface SummaryNotes {
  readonly type: ImageReport['type']
  readonly verdict: Verdict
  readonly proof: ProofKind | null
  readonly findings: FindingCounts
  /** Whether a finding or a signature's verdict depended on the time that was judged for. */
  readonly clockBound: boolean
  readonly signed: boolean
  /** Whether a given key verifies one of its signatures. */
  readonly signatureVerified: boolean
  /** Sum over the layers of a single image, in bytes. */
  readonly layersSize: number
  /** What is no attestation; an index's with their digests. */
  readonly platforms: readonly { readonly platform: string; readonly digest: string | null }[]
  /** The reference that would settle an unverifiable image. */
  readonly wanted: string | null
}

export interface Summarizer {
  /** `isInExport`: whether an index's entry is an image of the export, which counts itself. */
  add(notes: SummaryNotes, isInExport?: (digest: string) => boolean): void
  /** `at` is what was judged for: the summary names it only where something depended on it. */
  finish(conflicts: readonly Conflict[], blobs: BlobSizes, rejected: number, at?: Date): Summary
  close(): void
}

/** What would settle an unverifiable image: its manifest, by reference. */
const wantedBy = ({ verification, digest, reference }: ImageReport): string | null => {
  if (verification.verdict !== 'unverifiable' || digest === null) return null
  if (verification.reason === 'digest-unsupported') return null
  return reference === null ? digest : `${repositoryOf(reference)}@${digest}`
}

/** What a report adds to a summary. */
export const summaryNotes = (report: ImageReport): SummaryNotes => {
  const { type, verification } = report
  const single = type === 'image'
  return {
    type,
    verdict: verification.verdict,
    proof: verification.proof,
    findings: countFindings(report),
    signed: report.signatures.length > 0,
    signatureVerified: report.signatures.some(({ verdict }) => verdict === 'verified'),
    // Whether such a one had ended was judged by the clock, whatever came of it.
    clockBound:
      report.findings.some(({ check }) => isClockBound(check)) ||
      report.signatures.some(({ expires }) => expires !== null),
    layersSize: single ? (report.size.layers ?? 0) : 0,
    platforms: report.platforms
      .filter(({ attestation }) => !attestation)
      .map(({ platform, digest }) => ({ platform, digest: single ? null : digest })),
    wanted: wantedBy(report),
  }
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1)

/** References that were asked for: the first ones by name, all of them by number. */
const wishes = (memory: number) => {
  const first = new Set<string>()
  const all = createTable<null>({ merge: (known) => known, sizeOf: () => 0, memory })
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

/** Adds up an export's images: counts, coverage, what is wanted. Holds `memory` bytes, the rest in the temporary folder. */
export const summarizer = (memory: number = spillBytes): Summarizer => {
  const verdicts = { verified: 0, mismatch: 0, unverifiable: 0 }
  const proofs = { embedded: 0, reserialized: 0, evidence: 0, reconstructed: 0 }
  const findings = { error: 0, warning: 0, info: 0 }
  const wanted = wishes(memory)
  const platforms = new Map<string, number>()
  let images = 0
  let indexes = 0
  let layers = 0
  let signed = 0
  let signatureVerified = 0
  let clockBound = false

  return {
    add(notes, isInExport = () => false) {
      images++
      verdicts[notes.verdict]++
      if (notes.proof !== null) proofs[notes.proof]++
      findings.error += notes.findings.error
      findings.warning += notes.findings.warning
      findings.info += notes.findings.info
      if (notes.signed) signed++
      if (notes.signatureVerified) signatureVerified++
      clockBound ||= notes.clockBound
      if (notes.type === 'index') indexes++
      layers = addBytes(layers, notes.layersSize)
      for (const { platform, digest } of notes.platforms)
        if (digest === null || !isInExport(digest))
          platforms.set(platform, (platforms.get(platform) ?? 0) + 1)
      if (notes.wanted !== null) wanted.add(notes.wanted)
    },
    finish: (conflicts, blobs, rejected, at) => ({
      images,
      indexes,
      rejected,
      verdicts,
      proofs,
      size: { layers, ...blobs },
      platforms: [...platforms].toSorted(byText).map(([platform, count]) => ({ platform, images: count })),
      signatures: { signed, verified: signatureVerified, unsigned: images - signed },
      conflicts: conflicts.map((conflict) => ({
        ...conflict,
        values: [...conflict.values],
        images: [...conflict.images],
      })),
      wanted: wanted.finish(),
      findings: { ...findings, error: findings.error + conflicts.length },
      ...(clockBound && at !== undefined ? { at: at.toISOString() } : {}),
    }),
    close: () => wanted.close(),
  }
}
