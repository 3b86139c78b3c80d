import * as v from 'valibot'
import { analyzer, apiVersion, summary } from '../report/schema.ts'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** A report that the store holds and that cannot be used. */
const damagedReport = v.object({
  key: v.pipe(v.string(), v.description('The key of its `report.json` in the store.')),
  message: v.string(),
})
export type DamagedReport = v.InferOutput<typeof damagedReport>

/** docs/report.md, "AuditReport". */
export const auditReport = v.object({
  apiVersion: v.literal(apiVersion),
  kind: v.literal('AuditReport'),
  analyzer,
  at: v.pipe(v.string(), v.isoTimestamp(), v.description('The moment that the audit stands for.')),
  reports: v.pipe(
    count,
    v.description('Reports that the answers are drawn from: the newest of each export key.'),
  ),
  damaged: v.pipe(
    v.array(damagedReport),
    v.description('Reports that could not be used: nothing of them is in the answers.'),
  ),
  summary: v.pipe(
    summary,
    v.description("As an ExportReport's, over all reports: sizes count each blob once over all of them."),
  ),
  answers: v.pipe(
    v.record(v.string(), v.array(v.record(v.string(), v.unknown()))),
    v.description('The rows that each query answered with, by its name.'),
  ),
})
export type AuditReport = v.InferOutput<typeof auditReport>
