import { type ConflictClaims, conflictClaims, conflictFinder } from '../checks/conflict.ts'
import type { Image } from '../image/image.ts'
import { spillBytes } from '../spill/records.ts'
import type { Proof } from '../verify/proof.ts'
import { type BlobClaims, blobClaims, createBlobs } from './blobs.ts'
import type { ImageReport, Summary } from './schema.ts'
import { type SummaryNotes, summarizer, summaryNotes } from './summary.ts'

/** What the summary needs of one image: plain data, made beside the image, so that only {@link Notebook} is shared. */
export interface ImageNotes {
  readonly sums: SummaryNotes
  readonly claims: ConflictClaims
  readonly blobs: BlobClaims
}

/** `secret`: see {@link conflictClaims}. */
export const imageNotes = (image: Image, proof: Proof, report: ImageReport, secret: string): ImageNotes => ({
  sums: summaryNotes(report),
  claims: conflictClaims(image, proof, secret),
  blobs: blobClaims(report, (proof.proven?.manifest ?? proof.given?.manifest ?? null) !== null),
})

/** What is found out about one export as it goes by. */
export interface Notebook {
  /** `isInExport`: whether an index's entry is an image of the export, which counts itself. */
  note(notes: ImageNotes, isInExport?: (digest: string) => boolean): void
  /** `at` is what was judged for. Nothing may be noted any more. */
  finish(rejected: number, at?: Date): Summary
  close(): void
}

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createNotebook = (memory: number = spillBytes): Notebook => {
  const summary = summarizer(memory / 8)
  const conflicts = conflictFinder(memory / 4)
  const blobs = createBlobs((5 * memory) / 8)
  return {
    note(notes, isInExport) {
      summary.add(notes.sums, isInExport)
      blobs.add(notes.blobs, conflicts.add(notes.claims))
    },
    finish(rejected, at) {
      const { sizes, disputes } = blobs.finish()
      return summary.finish(conflicts.conflicts(disputes), sizes, rejected, at)
    },
    close() {
      for (const held of [summary, conflicts, blobs]) held.close()
    },
  }
}
