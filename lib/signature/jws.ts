import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { parseJson } from '../json/parse.ts'
import { any } from '../json/shape.ts'
import type { ManifestSignature } from './verification.ts'

/** The signatures that libtrust makes: the algorithm, and the kind of key that it goes with (RFC 7518, section 3.1). */
const algorithms: Readonly<
  Record<string, { readonly kty: string; readonly fits: (key: KeyObject) => boolean }>
> = {
  ES256: { kty: 'EC', fits: (key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1' },
  RS256: { kty: 'RSA', fits: (key) => (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 },
}

const base64url = /^[A-Za-z0-9_-]+$/

/** How far a JWS holds, and why no further. */
export interface JwsResult extends Omit<ManifestSignature, 'path'> {
  readonly because: string | null
}

const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

const publicKey = (jwk: JsonObject): KeyObject | null => {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return null
  }
}

/**
 * Verifies one signature of a schema 1 manifest (distribution `schema1`, libtrust `JSONSignature`): a JWS over the
 * manifest as it was before it was signed, with the key that the signature itself carries. That shows that the manifest
 * was not altered since, and nothing about who signed it. `payload` null: the export does not hold the manifest.
 */
export const verifyJws = (jws: Json, payload: Buffer | null): JwsResult => {
  const { header, signature, protected: head } = isObject(jws) ? jws : ({} as JsonObject)
  const { alg, jwk } = isObject(header) ? header : ({} as JsonObject)
  const name = text(alg)
  const known = name !== null && Object.hasOwn(algorithms, name) ? algorithms[name] : undefined
  const claimedKeyId = isObject(jwk) ? text(jwk.kid) : null
  const result = (verdict: JwsResult['verdict'], because: string | null): JwsResult => ({
    algorithm: known === undefined ? null : name,
    claimedKeyId,
    verdict,
    because,
  })
  const signatureText = text(signature)
  const protectedText = text(head)
  if (signatureText === null || protectedText === null || !base64url.test(signatureText + protectedText))
    return result('malformed', 'it is no JWS')
  if (known === undefined) return result('unsupported', 'its algorithm is neither ES256 nor RS256')
  if (!isObject(jwk)) return result('unsupported', 'it carries no key')
  const key = jwk.kty === known.kty ? publicKey(jwk) : null
  if (key === null) return result('malformed', 'the key that it carries is none for its algorithm')
  if (!known.fits(key))
    return result('unsupported', 'the key that it carries is too weak, or on another curve')
  if (payload === null) return result('not-checked', 'the export does not hold the manifest that it covers')
  const input = Buffer.from(`${protectedText}.${payload.toString('base64url')}`)
  const bytes = Buffer.from(signatureText, 'base64url')
  return verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, bytes)
    ? result('intact', null)
    : result('invalid', 'the manifest is not what the key that it carries signed')
}

/** The same for an element of `dockerImageSignatures`: base64 of one JWS. */
export const verifyEncodedJws = (encoded: Json, payload: Buffer | null): JwsResult => {
  const bytes = Buffer.from(typeof encoded === 'string' ? encoded : '', 'base64')
  const { value, flaws } = parseJson(bytes, any)
  return verifyJws(flaws.length === 0 && value !== undefined ? value : null, payload)
}
