import { readAhead } from '../read-ahead.ts'
import type { Reported } from '../report/reported.ts'
import type { Settlement } from '../verify/rounds.ts'
import { type Batch, elementsOf, withOutcomes } from './batch.ts'
import type { ImageOutcome } from './element.ts'
import type { ExportState } from './export-state.ts'
import type { Pending } from './pending-images.ts'
import type { IndexElement } from './pending-indexes.ts'
import type { ProgressCounter } from './progress.ts'
import type { Scheduler } from './scheduler.ts'

/** What the stages of one assay share. */
export interface Assay {
  readonly state: ExportState
  readonly scheduler: Scheduler
  readonly progress: ProgressCounter
}

type Reports = AsyncGenerator<readonly Reported[]>

/** What the search over the whole export made of puzzles, by their keys. */
type SettlementsOf = (keys: readonly string[]) => ReadonlyMap<string, Settlement>

const reportedIn = (outcomes: readonly ImageOutcome[]): readonly Reported[] =>
  outcomes.flatMap((outcome) => (outcome.type === 'image' ? outcome.reported : []))

/** Assays the export as it is read. Yields what nothing else in it can change; the rest is pending then. */
export async function* assayAsRead(
  { state, scheduler, progress }: Assay,
  batches: AsyncIterable<Batch>,
): Reports {
  const assay = async (batch: Batch) => ({
    batch,
    read: await scheduler.perform(elementsOf(batch), { type: 'reading' }),
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
    const open = group.flatMap((one) => (one.type === 'open' ? one.element : []))
    const items = open.map(({ raw }) => raw)
    const places = open.map((element) => element.places)
    const settlements = settlementsOf(open.flatMap(({ keys }) => keys))
    return { group, read: await scheduler.perform(items, { type: 'open', places, settlements }) }
  }
  for await (const { group, read } of readAhead(state.pendingImages.groups(), assay, scheduler.ahead)) {
    const outcomes = state.keep(read()).values()
    let images = 0
    const done = group.flatMap((one) => {
      if (one.type === 'reported') return one.reported
      const reported = reportedIn(outcomes.next().value ?? [])
      images += reported.length
      return reported
    })
    progress.assayed(images)
    if (done.length > 0) yield done
  }
}

/** Assays the indexes, which need to know their children. */
export async function* assayIndexes(
  { state, scheduler, progress }: Assay,
  settlementsOf: SettlementsOf,
): Reports {
  const assay = (group: readonly IndexElement[]) =>
    scheduler.perform(
      group.map(({ raw }) => raw),
      {
        type: 'indexes',
        places: group.map(({ places }) => places),
        children: state.known.childrenOf(new Set(group.flatMap(({ names }) => names))),
        settlements: settlementsOf(group.flatMap(({ keys }) => keys)),
      },
    )
  for await (const read of readAhead(state.pendingIndexes.groups(), assay, scheduler.ahead)) {
    const done = state.keep(read()).flatMap(reportedIn)
    progress.assayed(done.length)
    if (done.length > 0) yield done
  }
}
