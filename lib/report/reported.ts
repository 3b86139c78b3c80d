import type { Severity } from '../checks/finding.ts'
import { imageReportJson } from './image-json.ts'
import type { ImageReport } from './schema.ts'

export type FindingCounts = Readonly<Record<Severity, number>>

/**
 * One image's report as a text and as an object, each made when it is asked for: few readers need both. These are
 * functions, not getters: what an object's own getter holds, V8 keeps until it collects old objects.
 */
export interface Reported {
  /** Index into the report's `sources`. */
  readonly source: number
  readonly findings: FindingCounts
  /** Canonical JSON, without a line feed. */
  readonly line: () => string
  readonly report: () => ImageReport
}

const countFindings = ({ findings }: ImageReport): FindingCounts => {
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
    line: () => (line ??= imageReportJson(report)),
    report: () => report,
  }
}

/** Out of the line's bytes, as another thread made them or a file kept them. */
export const reportedLine = (source: number, findings: FindingCounts, bytes: Buffer): Reported => {
  let text: string | null = null
  let report: ImageReport | null = null
  const line = (): string => (text ??= bytes.toString())
  return { source, findings, line, report: () => (report ??= JSON.parse(line()) as ImageReport) }
}
