import type { Violation } from '../../lib/policy/judge.ts'
import type { ImageReport } from '../../lib/report/schema.ts'

/** An image of a report, and what the policy finds in it. */
export interface JudgedImage {
  readonly image: ImageReport
  readonly findings: readonly Violation[]
}

/** What a policy came to for one report. */
export interface JudgedReport {
  readonly name: string
  /** Images in it. */
  readonly images: number
  /** Those of them in which the policy finds something. */
  readonly found: readonly JudgedImage[]
}
