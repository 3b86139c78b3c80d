import type { RawItem, Rejection } from '../export/item.ts'
import { type ExportEvent, readExport } from '../export/read.ts'
import type { Source, SourceSummary } from '../export/source.ts'
import type { Limits } from '../limits.ts'
import type { ImageOutcome } from './element.ts'
import type { Results } from './task.ts'

/**
 * Bytes of elements in one batch: so many that handing it to a thread costs little beside the work. With 4 to
 * 32 KiB one thread is 2 to 9 per cent slower.
 */
const batchBytes = 2 ** 16
/** What an element counts for beside its bytes, and a rejection: about what it takes. */
const eventBytes = 2 ** 9
/** Bytes in the first one, which is reported soon; each next one has twice as many. */
const firstBytes = 2 ** 12

/** What reading brought, in its order: as much as is assayed in one go. */
export type Batch = readonly ExportEvent[]

/** Counts the bytes of a source as they are read. */
const counted = (source: Source, onBytes: (count: number) => void): Source => ({
  ...source,
  async *open() {
    for await (const chunk of source.open()) {
      onBytes(chunk.length)
      yield chunk
    }
  },
})

/** Reads all sources, one after the other. Holds a batch, or one element where that is larger. */
export async function* readBatches(
  sources: Iterable<Source>,
  limits: Limits,
  onBytes: (count: number) => void,
): AsyncGenerator<Batch> {
  let batch: ExportEvent[] = []
  let bytes = 0
  let enough = firstBytes
  let index = 0
  for (const source of sources) {
    for await (const event of readExport(counted(source, onBytes), index++, limits)) {
      batch.push(event)
      bytes += eventBytes + (event.type === 'item' ? event.item.bytes.length : 0)
      if (bytes < enough) continue
      yield batch
      batch = []
      bytes = 0
      enough = Math.min(2 * enough, batchBytes)
    }
  }
  if (batch.length > 0) yield batch
}

/** A batch's elements, to be assayed in one task. */
export const elementsOf = (batch: Batch): readonly RawItem[] =>
  batch.flatMap((event) => (event.type === 'item' ? event.item : []))

/** What came of a batch, in the order of the export. */
export type BatchResult =
  | { readonly type: 'source'; readonly source: SourceSummary }
  | { readonly type: 'rejection'; readonly rejection: Rejection }
  | { readonly type: 'element'; readonly outcomes: readonly ImageOutcome[] }

/** A batch with the outcomes of its elements put in their places. */
export const withOutcomes = (batch: Batch, outcomes: Results['outcomes']): BatchResult[] => {
  let next = 0
  return batch.map((event) =>
    event.type === 'item' ? { type: 'element', outcomes: outcomes[next++] ?? [] } : event,
  )
}
