import type { SourceSummary } from '../export/source.ts'
import type { Limits } from '../limits.ts'
import { createNotebook } from '../report/notebook.ts'
import type { Reported } from '../report/reported.ts'
import type { Rejection, SourceReport, Summary } from '../report/schema.ts'
import { spillBytes } from '../spill/records.ts'
import { platformText } from '../verify/described.ts'
import type { BatchResult } from './batch.ts'
import { createPostponed, type Postponed } from './postponed.ts'
import { createRejections } from './rejections.ts'
import { createSearch, type Search } from './search.ts'
import type { Results } from './task.ts'
import { createUnsettled, type Unsettled } from './unsettled.ts'

/** What has become of an export so far, and what of it is left for when all of it has been read. */
export interface Ledger {
  /** Keeps what images leave for the end; gives what became of them. */
  keep(results: Results): Results['outcomes']
  /** Files what reading brought; gives the reports that nothing else in the export can change. */
  file(results: readonly BatchResult[]): readonly Reported[]
  /** Images that were filed. `waiting` are those among them that were left open, and indexes. */
  count(): { readonly images: number; readonly waiting: number }
  readonly search: Search
  readonly unsettled: Unsettled
  readonly postponed: Postponed
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
export const createLedger = (limits: Limits): Ledger => {
  const notebook = createNotebook(limits, spillBytes / 2)
  const sources: SourceSummary[] = []
  const rejections = createRejections(limits.rejections)
  const unsettled = createUnsettled()
  const search = createSearch(limits)
  const postponed = createPostponed()
  const detached = new Set<string>()
  let images = 0
  let waiting = 0

  const fileElement = ({ raw, outcomes }: BatchResult & { readonly type: 'element' }): Reported[] => {
    const done: Reported[] = []
    const indexes = { places: [] as number[], names: [] as string[], keys: [] as string[] }
    const open = { places: [] as number[], keys: [] as string[] }
    for (const [place, outcome] of outcomes.entries()) {
      if (outcome.type === 'rejection') {
        rejections.add(outcome.rejection)
        continue
      }
      images++
      if (outcome.type === 'index') {
        waiting++
        indexes.places.push(place)
        indexes.names.push(...outcome.names)
        if (outcome.puzzle !== null) indexes.keys.push(search.ask(outcome.puzzle))
      } else if (outcome.type === 'open') {
        waiting++
        open.places.push(place)
        open.keys.push(search.ask(outcome.puzzle))
      } else if (outcome.settled) done.push(outcome.reported)
      else unsettled.add(outcome.reported)
    }
    if (open.places.length > 0) unsettled.setAside({ raw, ...open })
    if (indexes.places.length > 0) postponed.postpone({ raw, ...indexes })
    return done
  }

  return {
    keep({ outcomes, traces }) {
      notebook.note(traces.notes)
      search.learn(traces.lessons)
      postponed.meet(traces.children)
      for (const digest of traces.detached) detached.add(digest)
      return outcomes
    },
    file: (results) =>
      results.flatMap((result) => {
        if (result.type === 'element') return fileElement(result)
        if (result.type === 'source') sources.push(result.source)
        else rejections.add(result.rejection)
        return []
      }),
    count: () => ({ images, waiting }),
    search,
    unsettled,
    postponed,
    detached,
    finish(at) {
      // What an image is to an index is known when the indexes have been read, which come last.
      for (const image of postponed.imagesOf(notebook.attestations())) notebook.uncover(platformText(image))
      return {
        sources,
        summary: notebook.finish(rejections.count(), at),
        rejected: rejections.named,
      }
    },
    close() {
      for (const held of [notebook, unsettled, search, postponed]) held.close()
    },
  }
}
