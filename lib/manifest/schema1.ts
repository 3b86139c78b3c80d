import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { jsonOf } from '../json/json-of.ts'
import { parseJson } from '../json/parse.ts'
import { any } from '../json/shape.ts'
import { isSpace } from '../json/token.ts'

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

/** Where the last token before `end` ends. */
const beforeSpace = (bytes: Buffer, end: number): number => {
  let at = end
  while (at > 0 && isSpace(bytes[at - 1] ?? 0)) at--
  return at
}

const opensSignatures = /^[ \t\r\n]*,[ \t\r\n]*(?="signatures"[ \t\r\n]*:)/

/**
 * Whether a signed payload is what stands in `bytes`, JSON without a flaw, but for their last member, `signatures`: so
 * that it says the same and need not be read. The payload must be a beginning of `bytes` and one closing brace, and
 * the rest of `bytes` a comma, `signatures` and the end of an object. That rest cannot begin inside of a string, which
 * its first quote would end; and as one brace put before it makes it an object, it begins between two members of the
 * outermost one.
 */
export const signsWhatStands = (bytes: Buffer, payload: Buffer): boolean => {
  const brace = beforeSpace(payload, payload.length) - 1
  if (payload[brace] !== 0x7d) return false
  const end = beforeSpace(payload, brace)
  if (end >= bytes.length || payload.compare(bytes, 0, end, 0, end) !== 0) return false
  const rest = bytes.toString('utf8', end)
  const opening = opensSignatures.exec(rest)
  if (opening === null) return false
  const value = jsonOf(`{${rest.slice(opening[0].length)}`)
  return isObject(value) && Object.keys(value).length === 1
}
