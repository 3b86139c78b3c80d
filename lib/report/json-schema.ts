import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import { exportReport, imageReport } from './schema.ts'

/** The documents whose JSON Schema can be asked for. */
const documents = { ExportReport: exportReport, ImageReport: imageReport } as const

export type DocumentName = keyof typeof documents
export const documentNames: readonly DocumentName[] = ['ExportReport', 'ImageReport']

/** The JSON Schema (draft 2020-12) of one kind of document. */
export const jsonSchema = (name: DocumentName): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: name,
  ...toJsonSchema(documents[name], { target: 'draft-2020-12', errorMode: 'throw' }),
})
