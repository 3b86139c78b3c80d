import type { Conflict } from '../../lib/checks/conflict.ts'
import { createBlobClaims, createBlobs } from '../../lib/report/blobs.ts'
import type { ImageReport, Summary } from '../../lib/report/schema.ts'
import { createSumming, summarizer } from '../../lib/report/summary.ts'

interface Rest {
  readonly conflicts?: readonly Conflict[]
  readonly rejected?: number
  readonly at?: Date
  /** Bytes to be held. */
  readonly memory?: number
  readonly mostPlatforms?: number
}

/** Reports whose sums come in one piece. */
const atOnce = 3

/** The summary of these reports, each of whose indexes asks for images that came before it. */
export const summaryOf = (
  reports: Iterable<ImageReport>,
  { conflicts = [], rejected = 0, at, memory, mostPlatforms = 1000 }: Rest = {},
): Summary => {
  const summary = summarizer(mostPlatforms, memory)
  const blobs = createBlobs(memory)
  const inExport = new Set<string>()
  let summing = createSumming()
  let claims = createBlobClaims()
  const handOver = (): void => {
    summary.add(summing.sums())
    blobs.add(claims.claims())
    summing = createSumming()
    claims = createBlobClaims()
  }
  let image = 0
  for (const report of reports) {
    if (report.digest !== null) inExport.add(report.digest)
    summing.add(report, (digest) => inExport.has(digest))
    claims.add(report, true, image++)
    if (image % atOnce === 0) handOver()
  }
  handOver()
  const found = summary.finish({ named: conflicts, more: 0 }, blobs.finish().sizes, rejected, at)
  summary.close()
  blobs.close()
  return found
}
