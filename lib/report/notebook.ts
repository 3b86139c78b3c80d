import { conflictFinder } from '../checks/conflict.ts'
import { type ConflictClaims, claimantOf, createConflictClaims } from '../checks/conflict-claims.ts'
import type { Image } from '../image/image.ts'
import type { Limits } from '../limits.ts'
import { spillBytes } from '../spill/records.ts'
import type { Proof } from '../verify/proof.ts'
import { type BlobClaims, createBlobClaims, createBlobs } from './blobs.ts'
import type { ImageReport, Summary } from './schema.ts'
import { createSumming, type Summarizer, type Sums, summarizer } from './summary.ts'

/** What the summary needs of some images: plain data, made beside the images, so that only {@link Notebook} is shared. */
export interface Notes {
  readonly sums: Sums
  readonly claims: ConflictClaims
  readonly blobs: BlobClaims
}

/** Makes {@link Notes}. */
export interface NoteTaker {
  /** `isInExport`: whether an index's entry is an image of the export, which counts itself. */
  add(image: Image, proof: Proof, report: ImageReport, isInExport?: (digest: string) => boolean): void
  /** Nothing may be added any more. */
  notes(): Notes
}

const isConfigSizeStated = ({ proven, given, config }: Proof): boolean =>
  (proven?.manifest ?? given?.manifest ?? null) !== null ||
  (config !== null && config.computed !== null && config.computed === config.verification.digest)

/** `first` numbers the first image, `first + 1` the next (see {@link createConflictClaims}, also for `secret`). */
export const takeNotes = (secret: string, first: number): NoteTaker => {
  const summing = createSumming()
  const claims = createConflictClaims(secret)
  const blobs = createBlobClaims()
  let next = first
  return {
    add(image, proof, report, isInExport) {
      const number = next++
      summing.add(report, isInExport)
      claims.add(claimantOf(image, proof), number)
      blobs.add(report, isConfigSizeStated(proof), number)
    },
    notes: () => ({ sums: summing.sums(), claims: claims.claims(), blobs: blobs.claims() }),
  }
}

/** What is found out about one export as it goes by. */
export interface Notebook {
  note(notes: Notes): void
  /** See {@link Summarizer}. */
  readonly attestations: Summarizer['attestations']
  readonly uncover: Summarizer['uncover']
  /** `at` is what was judged for. Nothing may be noted any more. */
  finish(rejected: number, at?: Date): Summary
  close(): void
}

/** Holds `memory` bytes, the rest in the temporary folder. What the summary names is limited. */
export const createNotebook = (
  limits: Pick<Limits, 'conflicts' | 'platforms'>,
  memory: number = spillBytes,
): Notebook => {
  const summary = summarizer(limits.platforms, memory / 8)
  const conflicts = conflictFinder(limits.conflicts, memory / 4)
  const blobs = createBlobs((5 * memory) / 8)
  return {
    note(notes) {
      summary.add(notes.sums)
      conflicts.add(notes.claims)
      blobs.add(notes.blobs)
    },
    attestations: () => summary.attestations(),
    uncover: (platform) => summary.uncover(platform),
    finish(rejected, at) {
      const { sizes, disputes } = blobs.finish()
      return summary.finish(conflicts.conflicts(disputes), sizes, rejected, at)
    },
    close() {
      for (const held of [summary, conflicts, blobs]) held.close()
    },
  }
}
