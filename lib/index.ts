/** The library: `assay` for a whole report, `assaySources` for reports one by one. */
import { type AssayOptions, assaySources } from './assay.ts'
import type { Source } from './export/source.ts'
import type { ExportReport, ImageReport } from './report/schema.ts'

export type { Progress } from './assay/progress.ts'
export type { AssayOptions, Outcome } from './assay.ts'
export { assaySources } from './assay.ts'
export { type Check, checks } from './checks/catalogue.ts'
export type { Finding, Severity } from './checks/finding.ts'
export { AssayError, type ErrorCode } from './error.ts'
export type { Source } from './export/source.ts'
export { type FoundManifest, findManifest } from './find-manifest.ts'
export { defaultLimits, type LimitName, type Limits } from './limits.ts'
export { auditImage, judgeImage, type Violation } from './policy/judge.ts'
export { parsePolicy } from './policy/parse.ts'
export type { Policy } from './policy/schema.ts'
export { analyzer } from './report/analyzer.ts'
export type { ReportFrame } from './report/renderer.ts'
export type { ExportReport, ImageReport, SignatureReport, SourceReport, Summary } from './report/schema.ts'
export type { Keyring } from './signature/keyring.ts'
export { openKeyring } from './signature/open-keyring.ts'
export type { Evidence } from './verify/evidence.ts'
export { openEvidence } from './verify/open-evidence.ts'
export type { ProofKind, Reason, Verdict, Verification } from './verify/verification.ts'

/** What an export can be given as: its bytes, whole or as a stream, its text, or the parsed object. */
export type ExportInput = Uint8Array | string | AsyncIterable<Uint8Array> | object

const isStream = (input: object): input is AsyncIterable<Uint8Array> => Symbol.asyncIterator in input

const openInput = (input: ExportInput): AsyncIterable<Uint8Array> => {
  if (typeof input === 'object' && isStream(input)) return input
  const bytes =
    input instanceof Uint8Array
      ? input
      : Buffer.from(typeof input === 'string' ? input : JSON.stringify(input))
  return (async function* () {
    yield bytes
  })()
}

/**
 * Assays one export and gives its whole report. An object is assayed as the JSON that it stringifies to.
 * `name` stands in the report as the source's name.
 * @throws AssayError when the input cannot be read; what is wrong *in* it is in the report
 */
export const assay = async (
  input: ExportInput,
  { name = '-', ...options }: AssayOptions & { readonly name?: string } = {},
): Promise<ExportReport> => {
  const source: Source = { name, open: () => openInput(input) }
  const reports = assaySources([source], options)
  const images: ImageReport[] = []
  for (;;) {
    const step = await reports.next()
    if (step.done) return { ...step.value.frame, images }
    images.push(step.value)
  }
}
