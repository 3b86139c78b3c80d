import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import { auditReport } from './audit/schema.ts'
import type { DocumentName } from './document-names.ts'
import { policy } from './policy/schema.ts'
import { exportReport, imageReport } from './report/schema.ts'

const documents = {
  ExportReport: exportReport,
  ImageReport: imageReport,
  AuditReport: auditReport,
  policy,
} satisfies Record<DocumentName, unknown>

/** The JSON Schema (draft 2020-12) of one kind of document. */
export const jsonSchema = (name: DocumentName): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: name,
  ...toJsonSchema(documents[name], { target: 'draft-2020-12', errorMode: 'throw' }),
})
