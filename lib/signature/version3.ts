import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { hashNames } from './algorithm.ts'
import type { SignedMessage } from './message.ts'

/** What openpgp knows of an RSA key: modulus and exponent, big-endian. */
interface RsaKey {
  readonly publicParams: object
  readonly algorithm: number
}

const keyObject = ({ publicParams }: RsaKey): KeyObject | null => {
  const { n, e } = publicParams as { readonly n?: unknown; readonly e?: unknown }
  if (!(n instanceof Uint8Array) || !(e instanceof Uint8Array)) return null
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  return createPublicKey({ key: { kty: 'RSA', n: base64(n), e: base64(e) }, format: 'jwk' })
}

/** Version, length of what is hashed, type and time, key ID, two algorithms, the hash's beginning. */
const headLength = 19
const hashedFrom = 2
const hashedTo = 7

/** The number that an RSA signature is, as wide as the modulus; null where there is more or less than that one number. */
const numberOf = (body: Buffer, width: number): Buffer | null => {
  const bits = body.readUInt16BE(headLength)
  const bytes = body.subarray(headLength + 2)
  if (bytes.length !== Math.ceil(bits / 8) || bytes.length > width) return null
  return Buffer.concat([Buffer.alloc(width - bytes.length), bytes])
}

/**
 * Whether an RSA key made a signature of version 3 (RFC 9580, section 5.2.2), which openpgp does not read: the text, the
 * type and the time are hashed, nothing else is.
 */
export const verifyVersion3 = (key: RsaKey, { text, signature }: SignedMessage): boolean => {
  const { body } = signature
  const hashName = hashNames[signature.hashAlgorithm]
  if (key.algorithm !== signature.keyAlgorithm || hashName === undefined || body.length < headLength + 2)
    return false
  const object = keyObject(key)
  const bits = object?.asymmetricKeyDetails?.modulusLength
  if (!object || bits === undefined) return false
  const number = numberOf(body, Math.ceil(bits / 8))
  if (number === null) return false
  return verify(hashName, Buffer.concat([text, body.subarray(hashedFrom, hashedTo)]), object, number)
}
