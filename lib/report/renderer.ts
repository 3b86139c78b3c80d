import type { Reported } from './reported.ts'
import type { ExportReport } from './schema.ts'

/** An export's report but for its images. */
export type ReportFrame = Omit<ExportReport, 'images'>

/**
 * One way to write a report while its images arrive: `head` once, `image` for each in the report's order, `tail`
 * once. The texts joined are the document, and nothing is held but counts.
 */
export interface Renderer {
  head(): string
  image(reported: Reported): string
  tail(frame: ReportFrame): string
}
