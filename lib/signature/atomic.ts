import { identityMatches } from '../image/identity.ts'
import { unsupportedBy } from './algorithm.ts'
import { type Claims, readClaims } from './claims.ts'
import { type FoundKey, findKey, type Signer } from './find-key.ts'
import type { Keyring } from './keyring.ts'
import { isRefusal, readMessage, type SignedMessage } from './message.ts'
import type { SignatureVerdict, SignatureVerification } from './verification.ts'

/** What signatures of one image are held against. */
export interface SignedImage {
  /** The image's digest, as given; null where nothing names one. */
  readonly digest: string | null
  /** The reference that the image is expected to be signed as; null where nothing says. */
  readonly identity: string | null
}

export interface AtomicOptions {
  readonly keyring: Keyring
  /** The time at which a signature's own end is judged. */
  readonly at: Date
  /** The most bytes that a message may decompress to. */
  readonly signatureBytes: number
}

/** How far a signature holds, and why no further. */
export type AtomicResult = Omit<SignatureVerification, 'name' | 'type' | 'claimed'> & {
  readonly because: string | null
}

/** A verdict, and why no better one. */
type Ruling = readonly [verdict: SignatureVerdict, because: string | null]

/** How far it holds where nothing but what `more` says is known. */
export const result = ([verdict, because]: Ruling, more: Partial<AtomicResult> = {}): AtomicResult => ({
  verdict,
  because,
  keyId: null,
  keyFingerprint: null,
  expires: null,
  claimedKeyId: null,
  claimedDigest: null,
  claimedIdentity: null,
  digestMatches: null,
  identityMatches: null,
  ...more,
})

/** Claims as far as they can be shown: by name untrusted. */
const shown = (
  claims: ReturnType<typeof readClaims>,
): Pick<AtomicResult, 'claimedDigest' | 'claimedIdentity'> =>
  'problem' in claims
    ? { claimedDigest: null, claimedIdentity: null }
    : { claimedDigest: claims.digest, claimedIdentity: claims.reference }

const states = {
  revoked: ['revoked', 'the key that made it is revoked'],
  expired: ['expired', 'the key that made it had expired when it was made'],
  younger: ['invalid', 'the key that made it did not exist yet at its time'],
  unfit: ['invalid', 'the key that made it may not sign'],
} as const satisfies Readonly<Record<string, Ruling>>

const absences = {
  unknown: ['unknown-key', 'none of the keys given is the one that it names'],
  unreadable: ['unsupported', 'the key that it names was given and cannot be read'],
  other: ['invalid', 'it was not made by the key that it names, or altered since'],
} as const satisfies Readonly<Record<string, Ruling>>

/** The last stages, for claims that a given key stands for: the digest, then the identity. */
const judgeClaims = (claims: Claims, image: SignedImage, known: Partial<AtomicResult>): AtomicResult => {
  const more = { ...known, ...shown(claims) }
  if (image.digest === null)
    return result(['not-checked', 'nothing names the digest of the image that it should be for'], more)
  if (claims.digest !== image.digest)
    return result(['invalid', 'it is for another image'], { ...more, digestMatches: false })
  const identity = image.identity === null ? null : identityMatches(claims.reference, image.identity)
  return result(['verified', null], { ...more, digestMatches: true, identityMatches: identity })
}

/** The stages that the key decides: what it was then, and whether the signature itself has ended. */
const judgeSigner = (
  { signature, text }: SignedMessage,
  signer: Signer,
  at: Date,
  image: SignedImage,
  named: Partial<AtomicResult>,
): AtomicResult => {
  const ends = signature.lifetime === 0 ? null : new Date(signature.created + signature.lifetime * 1000)
  const claims = readClaims(text)
  const known = { ...named, keyId: signer.keyId, keyFingerprint: signer.fingerprint }
  if (signer.problem !== null) return result(['unsupported', signer.problem], named)
  if (signer.state === 'revoked' || signer.state === 'expired')
    return result(states[signer.state], { ...known, ...shown(claims) })
  if (signer.state !== 'good') return result(states[signer.state], named)
  const expires = ends?.toISOString() ?? null
  if (ends !== null && at >= ends)
    return result(['expired', `it ended by its own word at ${expires}`], {
      ...known,
      ...shown(claims),
      expires,
    })
  if ('problem' in claims) return result(['malformed', claims.problem], { ...named, expires })
  return judgeClaims(claims, image, { ...known, expires })
}

const judgeKey = (
  message: SignedMessage,
  found: FoundKey,
  { at }: AtomicOptions,
  image: SignedImage,
): AtomicResult => {
  const named = { claimedKeyId: message.signature.issuer }
  if (found.status === 'signer') return judgeSigner(message, found.signer, at, image, named)
  // Of a text that was altered after it was signed, nothing is shown.
  const claims = found.status === 'other' ? {} : shown(readClaims(message.text))
  return result(absences[found.status], { ...named, ...claims })
}

/** Without keys no signature is judged; what the message claims may tell which key to get. */
const unjudged = ({ signature, text }: SignedMessage): AtomicResult =>
  result(['not-checked', 'no keys were given'], {
    claimedKeyId: signature.issuer,
    ...shown(readClaims(text)),
  })

/**
 * Verifies an atomic signature's content offline, in the order of `oc adm verify-image-signature`: the message, the
 * signature by a given key, the key at the signature's time, the signature's own end, strict claims, the image's digest,
 * the identity. Each stage has its verdict; what a stage that failed would have said is null. That something is no
 * message, or none that is supported, needs no key to be said.
 */
export const verifyAtomic = async (
  content: Buffer,
  image: SignedImage,
  options: AtomicOptions,
): Promise<AtomicResult> => {
  const { keyring, signatureBytes } = options
  const message = readMessage(content, signatureBytes)
  if (isRefusal(message)) return result([message.verdict, message.because])
  const refusal = unsupportedBy(message.signature)
  if (refusal !== null)
    return result([refusal.verdict, refusal.because], { claimedKeyId: message.signature.issuer })
  if (keyring.files.length === 0) return unjudged(message)
  return judgeKey(message, await findKey(message, keyring), options, image)
}
