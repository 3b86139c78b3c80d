import { type DocumentName, documentNames } from '../../lib/document-names.ts'
import { AssayError } from '../../lib/error.ts'
import { jsonSchema } from '../../lib/json-schema.ts'
import type { Console } from './console.ts'
import { didYouMean } from './nearest.ts'
import type { Call } from './parse.ts'
import { type ExitCode, exitCodes } from './status.ts'

const isDocument = (name: string): name is DocumentName => documentNames.some((document) => document === name)

const schemaOf = (name: string): object => {
  if (isDocument(name)) return jsonSchema(name)
  const hint = didYouMean(name, documentNames) || `; there are ${documentNames.join(', ')}`
  throw new AssayError('usage', `assay schema: no document is called ${name}${hint}`)
}

/** `assay schema`: the JSON Schema of one document, or of all, keyed by name. */
export const schema = async ({ operands }: Call, { out }: Console): Promise<ExitCode> => {
  if (operands.length > 1)
    throw new AssayError('usage', `assay schema takes one NAME, not ${operands.length}`)
  const [name] = operands
  const answer =
    name === undefined
      ? Object.fromEntries(documentNames.map((document) => [document, jsonSchema(document)]))
      : schemaOf(name)
  await out.write(`${JSON.stringify(answer, null, 2)}\n`)
  return exitCodes.fine
}
