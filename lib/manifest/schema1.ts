import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { parseJson } from '../json/parse.ts'
import { any } from '../json/shape.ts'

/** The protected header of a signature; null where it is no JSON object. */
const decodeProtected = (signature: Json | undefined): JsonObject | null => {
  if (!isObject(signature) || typeof signature.protected !== 'string') return null
  const { value } = parseJson(Buffer.from(signature.protected, 'base64url'), any)
  return isObject(value) ? value : null
}

/** Whether a manifest carries schema 1 signatures (JWS, libtrust's form). */
export const isSigned = (value: JsonObject): boolean =>
  Array.isArray(value.signatures) && value.signatures.length > 0 && Object.hasOwn(value, 'fsLayers')

/**
 * The bytes that a signed schema 1 manifest's digest stands for: its first `formatLength` bytes and the decoded
 * `formatTail` of the first signature (distribution schema1 `SignedManifest.Canonical`, libtrust `ParsePrettySignature`).
 * Null where the signature does not say, or what it says does not fit the bytes.
 */
export const signedPayload = (bytes: Buffer, value: JsonObject): Buffer | null => {
  const { signatures } = value
  if (!Array.isArray(signatures)) return null
  const header = decodeProtected(signatures[0])
  if (header === null) return null
  const { formatLength, formatTail } = header
  if (typeof formatLength !== 'number' || !Number.isSafeInteger(formatLength)) return null
  if (formatLength < 0 || formatLength > bytes.length || typeof formatTail !== 'string') return null
  return Buffer.concat([bytes.subarray(0, formatLength), Buffer.from(formatTail, 'base64url')])
}
