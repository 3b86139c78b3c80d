import { analyzer } from '../report/analyzer.ts'
import { apiVersion } from '../report/schema.ts'
import { summarizer, summaryNotes } from '../report/summary.ts'
import type { Store } from '../store/store.ts'
import { conflictMerger } from './merge-conflicts.ts'
import { newestReports } from './newest.ts'
import { openReport } from './open-report.ts'
import { readAhead } from '../read-ahead.ts'
import type { AuditReport, DamagedReport } from './schema.ts'

/** Reports that are read while one is counted; each is held compressed. */
const ahead = 8

export interface AuditOptions {
  /** Told of each report that was read, of how many. */
  readonly onReport?: (done: number, total: number) => void
}

/**
 * One answer out of all reports in the store: the newest of each export key, merged. Holds a table of the blobs that
 * they name, one entry each, and the references of the images that could not be verified; never a report's images.
 * @param at the moment that the audit stands for
 * @throws AssayError what the store throws; a damaged report is named in the answer
 */
export const audit = async (
  store: Store,
  at: Date,
  { onReport = () => {} }: AuditOptions = {},
): Promise<AuditReport> => {
  const summary = summarizer()
  const conflicts = conflictMerger()
  const damaged: DamagedReport[] = []
  const newest = await newestReports(store)
  let rejected = 0
  let done = 0
  for await (const report of readAhead(newest, (stored) => openReport(store, stored), ahead)) {
    if ('message' in report) damaged.push(report)
    else {
      for await (const image of report.images()) summary.add(summaryNotes(image))
      conflicts.add(report.summary.conflicts)
      rejected += report.rejected
    }
    onReport(++done, newest.length)
  }
  return {
    apiVersion,
    kind: 'AuditReport',
    analyzer,
    at: at.toISOString(),
    reports: newest.length - damaged.length,
    damaged,
    summary: summary.finish(conflicts.finish(), rejected),
    answers: {},
  }
}
