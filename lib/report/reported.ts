import type { Severity } from '../checks/finding.ts'
import { imageReportJson } from './image-json.ts'
import type { ImageReport } from './schema.ts'

export type FindingCounts = Readonly<Record<Severity, number>>

/** One image's report as a text and as an object, each made when it is asked for: few readers need both. */
export interface Reported {
  /** Index into the report's `sources`. */
  readonly source: number
  readonly findings: FindingCounts
  /** Canonical JSON, without a line feed. */
  readonly line: string
  readonly report: ImageReport
}

export const countFindings = ({ findings }: ImageReport): FindingCounts => {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of findings) counts[severity]++
  return counts
}

/** Out of the object: where a report was made. */
export const reportedObject = (report: ImageReport): Reported => {
  let line: string | null = null
  return {
    source: report.source,
    findings: countFindings(report),
    report,
    get line() {
      line ??= imageReportJson(report)
      return line
    },
  }
}

/** A {@link Reported} as it goes from thread to thread. */
export type ReportedText = Pick<Reported, 'source' | 'findings' | 'line'>

/** Out of the text that another thread made. */
export const reportedText = ({ source, findings, line }: ReportedText): Reported => {
  let report: ImageReport | null = null
  return {
    source,
    findings,
    line,
    get report() {
      report ??= JSON.parse(line) as ImageReport
      return report
    },
  }
}
