import { MiB } from '../../binary-units.ts'
import type { StoredReport } from '../../store/reports.ts'

/** Reports that go into the data set together: of one day, and as many as fit into memory unpacked. */
export interface BatchPlan {
  /** `YYYY-MM-DD`, UTC: when the reports were stored. */
  readonly day: string
  readonly reports: readonly StoredReport[]
}

/** Compressed bytes of a batch; about 60,000 images of 15 layers, 200 MB unpacked. A larger report is a batch alone. */
const batchBytes = 48 * MiB
/** Reports of a batch: each is an object to fetch, and a name in one statement. */
const batchReports = 1000

export const dayOf = (time: Date): string => time.toISOString().slice(0, 10)

/**
 * Parts reports into batches, the same ones whatever order they are listed in, so that an audit that is run again after
 * it was interrupted makes the same files.
 */
export const planBatches = (reports: readonly StoredReport[]): BatchPlan[] => {
  const sorted = reports
    .map((report) => ({ report, order: `${dayOf(report.modified)} ${report.key}` }))
    .toSorted((one, other) => (one.order < other.order ? -1 : 1))
  const plans: { day: string; reports: StoredReport[]; bytes: number }[] = []
  for (const { report } of sorted) {
    const day = dayOf(report.modified)
    const last = plans.at(-1)
    const fits =
      last?.day === day && last.bytes + report.bytes <= batchBytes && last.reports.length < batchReports
    if (fits) {
      last.reports.push(report)
      last.bytes += report.bytes
    } else plans.push({ day, reports: [report], bytes: report.bytes })
  }
  return plans
}
