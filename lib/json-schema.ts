import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import { auditReport } from './audit/schema.ts'
import { policy } from './policy/schema.ts'
import { exportReport, imageReport } from './report/schema.ts'

/** The documents whose JSON Schema can be asked for. */
const documents = {
  ExportReport: exportReport,
  ImageReport: imageReport,
  AuditReport: auditReport,
  policy,
} as const

export type DocumentName = keyof typeof documents
export const documentNames: readonly DocumentName[] = ['ExportReport', 'ImageReport', 'AuditReport', 'policy']

/** The JSON Schema (draft 2020-12) of one kind of document. */
export const jsonSchema = (name: DocumentName): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: name,
  ...toJsonSchema(documents[name], { target: 'draft-2020-12', errorMode: 'throw' }),
})
