import type { Source } from './export/source.ts'
import type { Limits } from './limits.ts'
import type { ExportReport, ImageReport } from './report/schema.ts'
import type { Evidence } from './verify/evidence.ts'

export interface Progress {
  /** Images reported so far. */
  readonly images: number
  /** Bytes read so far, as given (compressed where they are). */
  readonly bytes: number
}

export interface AssayOptions {
  readonly evidence?: Evidence
  readonly limits?: Partial<Limits>
  readonly onProgress?: (progress: Progress) => void
}

/** An export's report but for its images. */
export type ReportFrame = Omit<ExportReport, 'images'>

export interface Outcome {
  readonly frame: ReportFrame
  /** Digests of the evidence that settled something, sorted. */
  readonly evidence: readonly string[]
}

/** The whole job: yields one report an image, in the report's order, and returns the rest. */
export async function* assaySources(
  _sources: Iterable<Source>,
  _options: AssayOptions = {},
): AsyncGenerator<ImageReport, Outcome> {
  yield* []
  throw new Error('being built')
}
