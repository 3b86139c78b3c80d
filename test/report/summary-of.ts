import type { Conflict } from '../../lib/checks/conflict.ts'
import { blobClaims, createBlobs } from '../../lib/report/blobs.ts'
import type { ImageReport, Summary } from '../../lib/report/schema.ts'
import { summarizer, summaryNotes } from '../../lib/report/summary.ts'

interface Rest {
  readonly conflicts?: readonly Conflict[]
  readonly rejected?: number
  readonly at?: Date
  /** Bytes to be held. */
  readonly memory?: number
}

/** The summary of these reports, each of whose indexes asks for images that came before it. */
export const summaryOf = (
  reports: Iterable<ImageReport>,
  { conflicts = [], rejected = 0, at, memory }: Rest = {},
): Summary => {
  const summary = summarizer(memory)
  const blobs = createBlobs(memory)
  const inExport = new Set<string>()
  let image = 0
  for (const report of reports) {
    if (report.digest !== null) inExport.add(report.digest)
    summary.add(summaryNotes(report), (digest) => inExport.has(digest))
    blobs.add(blobClaims(report, true), image++)
  }
  const found = summary.finish(conflicts, blobs.finish().sizes, rejected, at)
  summary.close()
  blobs.close()
  return found
}
