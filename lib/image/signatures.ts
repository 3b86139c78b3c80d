import { isObject, type Json } from '../json/json.ts'
import type { Limits } from '../limits.ts'
import type { FieldReader } from './fields.ts'
import { listField } from './schema.ts'

const listOf = (fields: FieldReader, value: Json | undefined, path: string): Json[] =>
  (fields.list(listField, value, path, 'signatures') as Json[] | null) ?? []

/** The base64 text, or null with a fault at `path` where it stands for more bytes than limit signatureBytes. */
const bounded = (fields: FieldReader, text: string, path: string, limits: Limits): string | null => {
  const bytes = Buffer.byteLength(text, 'base64')
  if (bytes <= limits.signatureBytes) return text
  const expected = `at most ${limits.signatureBytes} bytes (limit signatureBytes, --limit signatureBytes=VALUE sets it)`
  fields.faults.push({ path, expected, actual: `${bytes} bytes` })
  return null
}

/** `signatures`: each as given; an oversized `content` counts as absent. */
export const readSignatures = (
  fields: FieldReader,
  value: Json | undefined,
  path: string,
  limits: Limits,
): Json[] =>
  listOf(fields, value, path).map((signature, index) =>
    isObject(signature) && typeof signature.content === 'string'
      ? { ...signature, content: bounded(fields, signature.content, `${path}/${index}/content`, limits) }
      : signature,
  )

/** `dockerImageSignatures`: base64 of one JWS each; an oversized one counts as absent. */
export const readJwsSignatures = (
  fields: FieldReader,
  value: Json | undefined,
  path: string,
  limits: Limits,
): Json[] =>
  listOf(fields, value, path).map((jws, index) =>
    typeof jws === 'string' ? bounded(fields, jws, `${path}/${index}`, limits) : jws,
  )
