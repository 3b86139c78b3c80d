import { createHash, type Hash, hash } from 'node:crypto'

declare const brand: unique symbol

/** A content digest, `algorithm:hex`, checked by {@link parseDigest} (OCI image-spec descriptor.md, "Digests"). */
export type Digest = string & { readonly [brand]: 'Digest' }

/** The algorithms whose digests can be recomputed; clusters produce sha256 only. */
export type Algorithm = 'sha256' | 'sha384' | 'sha512'

/** Why a text is no usable digest, in go-digest's three categories. */
export type DigestProblem = 'format' | 'length' | 'unsupported'

const hexLengths: Readonly<Record<Algorithm, number>> = { sha256: 64, sha384: 96, sha512: 128 }
const encodedPart = /^[a-zA-Z0-9=_-]+$/
const lowerHex = /^[a-f0-9]+$/

export const algorithms = Object.keys(hexLengths) as readonly Algorithm[]

const isAlgorithm = (name: string): name is Algorithm => Object.hasOwn(hexLengths, name)

/**
 * Whether the text is words of small letters and digits with one of `.+_-` between them. Two expressions, since one with
 * a group that repeats throws on a text of 8 MiB: V8 keeps a way back for each time round.
 */
const isAlgorithmName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.+_-]*$/.test(name) && !/[.+_-](?:[.+_-]|$)/.test(name)

const plainStart = 'sha256:'
const plainLength = plainStart.length + hexLengths.sha256
/** By character code: 1 for the digits of {@link lowerHex}. */
const hexDigits = new Uint8Array(128)
for (const digit of '0123456789abcdef') hexDigits[digit.charCodeAt(0)] = 1

/** Nearly every digest there is: a table takes a third of a regular expression's time, of which an image needs a dozen. */
const isPlainSha256 = (text: string): boolean => {
  if (text.length !== plainLength || !text.startsWith(plainStart)) return false
  for (let at = plainStart.length; at < plainLength; at++)
    if (hexDigits[text.charCodeAt(at)] !== 1) return false
  return true
}

/** What keeps `text` from being a usable digest, or null when nothing does. */
export const digestProblem = (text: string): DigestProblem | null => {
  if (isPlainSha256(text)) return null
  const colon = text.indexOf(':')
  const algorithm = text.slice(0, Math.max(colon, 0))
  const hex = text.slice(colon + 1)
  if (!isAlgorithmName(algorithm) || !encodedPart.test(hex)) return 'format'
  if (!isAlgorithm(algorithm)) return 'unsupported'
  if (hex.length !== hexLengths[algorithm]) return 'length'
  return lowerHex.test(hex) ? null : 'format'
}

/** Whether `text` is a digest, even if of an algorithm that is not known here. */
export const isDigest = (text: string): boolean => {
  const problem = digestProblem(text)
  return problem === null || problem === 'unsupported'
}

/** The digest that `text` spells, or null when {@link digestProblem} names a problem. */
export const parseDigest = (text: string): Digest | null =>
  digestProblem(text) === null ? (text as Digest) : null

export const algorithmOf = (digest: Digest): Algorithm => digest.slice(0, digest.indexOf(':')) as Algorithm

export const hexOf = (digest: Digest): string => digest.slice(digest.indexOf(':') + 1)

/**
 * The digest of `bytes` (a string counts as its UTF-8 bytes) under `algorithm`. In one call: with an object for each hash
 * a run takes 4 per cent more.
 */
export const digestBytes = (bytes: Uint8Array | string, algorithm: Algorithm = 'sha256'): Digest =>
  `${algorithm}:${hash(algorithm, bytes, 'hex')}` as Digest

/** Whether `bytes` hash to `digest`, by the digest's own algorithm. */
export const matchesDigest = (bytes: Uint8Array | string, digest: Digest): boolean =>
  digestBytes(bytes, algorithmOf(digest)) === digest

/** Characters from which on it is cheaper to copy the state of a hash than to hash them anew. */
const worthCopying = 1024

/**
 * Whether texts hash to a digest, of which all begin with `start`: that is hashed once, where it is long. Takes what
 * follows it.
 */
export const matchesAfter = (start: string): ((rest: string, digest: Digest) => boolean) => {
  if (start.length < worthCopying) return (rest, digest) => matchesDigest(start + rest, digest)
  const begun = new Map<Algorithm, Hash>()
  return (rest, digest) => {
    const algorithm = algorithmOf(digest)
    const hashed = begun.get(algorithm) ?? createHash(algorithm).update(start)
    begun.set(algorithm, hashed)
    return hashed.copy().update(rest).digest('hex') === hexOf(digest)
  }
}

/** A running SHA-256 for bytes that arrive in pieces. */
export const sha256Stream = () => createHash('sha256')
