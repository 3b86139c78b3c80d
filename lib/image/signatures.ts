import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { type Fields, listAt } from './fields.ts'

/** The base64 text, or null with a fault at `path` where it stands for more bytes than limit signatureBytes. */
const bounded = (fields: Fields, text: string, path: string): string | null => {
  const bytes = Buffer.byteLength(text, 'base64')
  if (bytes <= fields.limits.signatureBytes) return text
  const expected = `at most ${fields.limits.signatureBytes} bytes (limit signatureBytes, --limit signatureBytes=VALUE sets it)`
  fields.faults.push({ path, expected, actual: `${bytes} bytes` })
  return null
}

/** `signatures`: each as given; an oversized `content` counts as absent. */
export const readSignatures = (fields: Fields, object: JsonObject, root: string): Json[] =>
  (listAt(fields, object, 'signatures', root, 'signatures') ?? []).map((signature, index) =>
    isObject(signature) && typeof signature.content === 'string'
      ? { ...signature, content: bounded(fields, signature.content, `${root}/signatures/${index}/content`) }
      : signature,
  )

/** `dockerImageSignatures`: base64 of one JWS each; an oversized one counts as absent. */
export const readJwsSignatures = (fields: Fields, object: JsonObject, root: string): Json[] =>
  (listAt(fields, object, 'dockerImageSignatures', root, 'signatures') ?? []).map((jws, index) =>
    typeof jws === 'string' ? bounded(fields, jws, `${root}/dockerImageSignatures/${index}`) : jws,
  )
