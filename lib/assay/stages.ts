import { readAhead } from '../read-ahead.ts'
import type { Reported } from '../report/reported.ts'
import { type Batch, elementsOf, withOutcomes } from './batch.ts'
import type { ImageOutcome } from './element.ts'
import type { ExportState } from './export-state.ts'
import type { Pending } from './pending-images.ts'
import type { PendingIndex } from './pending-indexes.ts'
import type { ProgressCounter } from './progress.ts'
import type { Scheduler } from './scheduler.ts'
import type { PendingImage, Settlements } from './task.ts'

/** What the stages of one assay share. */
export interface Assay {
  readonly state: ExportState
  readonly scheduler: Scheduler
  readonly progress: ProgressCounter
}

type Reports = AsyncGenerator<readonly Reported[]>

/** What the search over the whole export made of puzzles, by their keys. */
type SettlementsOf = (keys: readonly string[]) => Settlements

const keysOf = (images: readonly PendingImage[]): string[] => images.flatMap(({ key }) => key ?? [])

const reportedIn = (outcomes: readonly ImageOutcome[]): readonly Reported[] =>
  outcomes.flatMap((outcome) => (outcome.type === 'image' ? outcome.reported : []))

/** Assays the export as it is read. Yields what nothing else in it can change; the rest is pending then. */
export async function* assayAsRead(
  { state, scheduler, progress }: Assay,
  batches: AsyncIterable<Batch>,
): Reports {
  const assay = async (batch: Batch) => ({
    batch,
    read: await scheduler.perform({ type: 'elements', items: elementsOf(batch) }),
  })
  for await (const { batch, read } of readAhead(batches, assay, scheduler.ahead)) {
    const before = state.count().assayed
    const done = state.file(withOutcomes(batch, state.keep(read())))
    progress.assayed(state.count().assayed - before)
    if (done.length > 0) yield done
  }
}

/** Assays the single images that were left open, with what the search made of them. */
export async function* assayOpen(
  { state, scheduler, progress }: Assay,
  settlementsOf: SettlementsOf,
): Reports {
  const assay = async (group: readonly Pending[]) => {
    const items = group.flatMap((one) => (one.type === 'open' ? one.image : []))
    return {
      group,
      read: await scheduler.perform({ type: 'open', items, settlements: settlementsOf(keysOf(items)) }),
    }
  }
  for await (const { group, read } of readAhead(state.pendingImages.groups(), assay, scheduler.ahead)) {
    const assayed = state.keep(read()).flatMap(reportedIn)
    progress.assayed(assayed.length)
    const next = assayed.values()
    const done = group.flatMap((one) => (one.type === 'reported' ? one.reported : (next.next().value ?? [])))
    if (done.length > 0) yield done
  }
}

/** Assays the indexes, which need to know their children. */
export async function* assayIndexes(
  { state, scheduler, progress }: Assay,
  settlementsOf: SettlementsOf,
): Reports {
  const assay = (items: readonly PendingIndex[]) =>
    scheduler.perform({
      type: 'indexes',
      items,
      settlements: settlementsOf(keysOf(items)),
      children: state.known.childrenOf(new Set(items.flatMap(({ entryDigests }) => entryDigests))),
    })
  for await (const read of readAhead(state.pendingIndexes.groups(), assay, scheduler.ahead)) {
    const done = state.keep(read()).flatMap(reportedIn)
    progress.assayed(done.length)
    if (done.length > 0) yield done
  }
}
