import type { SourceSummary } from '../export/source.ts'
import type { Limits } from '../limits.ts'
import { createNotebook } from '../report/notebook.ts'
import type { Reported } from '../report/reported.ts'
import type { Rejection, SourceReport, Summary } from '../report/schema.ts'
import { spillBytes } from '../spill/records.ts'
import { platformText } from '../verify/described.ts'
import type { BatchResult } from './batch.ts'
import type { ImageOutcome } from './element.ts'
import { createKnownImages, type KnownImages } from './known-images.ts'
import { createPendingImages, type PendingImages } from './pending-images.ts'
import { createPendingIndexes, type PendingIndexes } from './pending-indexes.ts'
import { createRejections } from './rejections.ts'
import { createSearch, type Search } from './search.ts'
import type { Results } from './task.ts'

/** What has become of an export so far, and what of it is left for when all of it has been read. */
export interface ExportState {
  /** Keeps what images leave for the end; gives what became of them. */
  keep(results: Results): Results['outcomes']
  /** Files what reading brought; gives the reports that nothing else in the export can change. */
  file(results: readonly BatchResult[]): readonly Reported[]
  /** Images that were filed, and how many of them were assayed as they were read. */
  count(): { readonly images: number; readonly assayed: number }
  readonly search: Search
  readonly pendingImages: PendingImages
  readonly pendingIndexes: PendingIndexes
  readonly known: KnownImages
  /** Digests of the detached signatures that were verified. */
  readonly detached: ReadonlySet<string>
  /** What a report says beside its images. `at` is what was judged for. Nothing may be kept any more. */
  finish(at: Date): {
    readonly sources: SourceReport[]
    readonly summary: Summary
    readonly rejected: Rejection[]
  }
  close(): void
}

/** Holds a bounded part of what is left for later, the rest in the temporary folder. */
export const createExportState = (limits: Limits): ExportState => {
  const notebook = createNotebook(limits, spillBytes / 2)
  const sources: SourceSummary[] = []
  const rejections = createRejections(limits.rejections)
  const pendingImages = createPendingImages()
  const search = createSearch(limits)
  const pendingIndexes = createPendingIndexes()
  const known = createKnownImages()
  const detached = new Set<string>()
  let images = 0
  let assayed = 0

  /** The image's report, where nothing else in the export can change it. */
  const fileImage = (outcome: ImageOutcome): Reported | null => {
    if (outcome.type === 'rejection') {
      rejections.add(outcome.rejection)
      return null
    }
    images++
    if (outcome.type === 'image') {
      assayed++
      if (outcome.settled) return outcome.reported
      pendingImages.add({ type: 'reported', reported: outcome.reported })
      return null
    }
    const { puzzle, bytes } = outcome
    const key = puzzle === null ? null : search.ask(puzzle)
    if (outcome.type === 'open') pendingImages.add({ type: 'open', image: { key, bytes } })
    else pendingIndexes.add({ key, bytes, entryDigests: outcome.entryDigests })
    return null
  }

  return {
    keep({ outcomes, contributions }) {
      notebook.note(contributions.notes)
      search.learn(contributions.lessons)
      known.add(contributions.children)
      for (const digest of contributions.detached) detached.add(digest)
      return outcomes
    },
    file: (results) =>
      results.flatMap((result) => {
        if (result.type === 'element') return result.outcomes.flatMap((outcome) => fileImage(outcome) ?? [])
        if (result.type === 'source') sources.push(result.source)
        else rejections.add(result.rejection)
        return []
      }),
    count: () => ({ images, assayed }),
    search,
    pendingImages,
    pendingIndexes,
    known,
    detached,
    finish(at) {
      // What an image is to an index is known when the indexes have been read, which come last.
      for (const image of known.imagesOf(notebook.attestations())) notebook.uncover(platformText(image))
      return {
        sources,
        summary: notebook.finish(rejections.count(), at),
        rejected: rejections.named,
      }
    },
    close() {
      for (const held of [notebook, search, pendingImages, pendingIndexes, known]) held.close()
    },
  }
}
