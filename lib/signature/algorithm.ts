import type { Refusal } from './message.ts'
import type { SignaturePacket } from './signature-packet.ts'

/** Hash algorithms that a signature may rest on, by OpenPGP's number, as Node calls them (RFC 9580, section 9.5). */
export const hashNames: Readonly<Record<number, string>> = {
  8: 'sha256',
  9: 'sha384',
  10: 'sha512',
  11: 'sha224',
  12: 'sha3-256',
  14: 'sha3-512',
}

/** Those that collide: whoever makes one text signed may have made another with the same hash. */
const weakHashes: Readonly<Record<number, string>> = { 1: 'MD5', 2: 'SHA-1', 3: 'RIPEMD-160' }

/** RSA (two numbers), ECDSA, EdDSA as gpg writes it, Ed25519 and Ed448. */
const keyAlgorithms: ReadonlySet<number> = new Set([1, 3, 19, 22, 27, 28])

/** RSA, the only one that version 3 signatures are read with. */
const rsa: ReadonlySet<number> = new Set([1, 3])

/** Over the bytes as they are (RFC 9580, section 5.2.1.1). */
const binary = 0

const unsupported = (because: string): Refusal => ({ verdict: 'unsupported', because })

/** Why a signature is not one that is verified here, or null where it is. */
export const unsupportedBy = (signature: SignaturePacket): Refusal | null => {
  const { version, type, keyAlgorithm, hashAlgorithm, unknownCritical } = signature
  if (type !== binary)
    return unsupported(
      type === 1
        ? 'the signature covers the text apart from its line ends, not its bytes'
        : `the signature is of type ${type}, which is for no text`,
    )
  const weak = weakHashes[hashAlgorithm]
  if (weak !== undefined) return unsupported(`the signature rests on ${weak}, which can be forged`)
  if (hashNames[hashAlgorithm] === undefined)
    return unsupported(`hash algorithm ${hashAlgorithm} is not supported`)
  if (!keyAlgorithms.has(keyAlgorithm)) return unsupported(`key algorithm ${keyAlgorithm} is not supported`)
  if (version === 3 && !rsa.has(keyAlgorithm))
    return unsupported('signatures of version 3 are supported with RSA only')
  const [critical] = unknownCritical
  if (critical !== undefined)
    return unsupported(
      `the signature asks to be understood in a way that is not known (subpacket ${critical})`,
    )
  return null
}
