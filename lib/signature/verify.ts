import { isBase64 } from '../base64.ts'
import { digestBytes, hexOf } from '../digest.ts'
import type { Image } from '../image/image.ts'
import { isObject, type Json } from '../json/json.ts'
import { jsonValue } from '../json/parse.ts'
import type { Limits } from '../limits.ts'
import type { DetachedSignature, Evidence } from '../verify/evidence.ts'
import type { Proof } from '../verify/proof.ts'
import { type AtomicResult, result, type SignedImage, verifyAtomic } from './atomic.ts'
import { type JwsResult, verifyEncodedJws, verifyJws } from './jws.ts'
import type { Keyring } from './keyring.ts'
import type { CheckedManifestSignature, CheckedSignature, Signatures } from './signatures.ts'
import type { ClusterClaims } from './verification.ts'

/** What signatures are verified with. */
export interface SignatureOptions {
  readonly keyring: Keyring
  /** The time at which a signature's own end is judged. */
  readonly at: Date
  readonly evidence: Evidence
  readonly limits: Limits
  /** The reference that the image must be signed as; null where nothing tells. */
  readonly identity: string | null
}

/** Two names for one thing: the API's, and the one that registries use. */
const atomicTypes: ReadonlySet<string> = new Set(['AtomicImageV1', 'atomic'])

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

const clusterClaims = (given: Json): ClusterClaims => {
  const { conditions, issuedBy, issuedTo, created, imageIdentity, signedClaims } = isObject(given)
    ? given
    : {}
  return {
    conditions: Array.isArray(conditions) ? conditions : [],
    issuedBy: issuedBy ?? null,
    issuedTo: issuedTo ?? null,
    created: created ?? null,
    imageIdentity: imageIdentity ?? null,
    signedClaims: signedClaims ?? null,
  }
}

/** The bytes of `content`, null where they are none. Line ends are what Go's base64 reader skips. */
const contentOf = (content: string | null): Buffer | null => {
  const text = content?.replace(/[\r\n]/g, '') ?? ''
  return text !== '' && isBase64(text) ? Buffer.from(text, 'base64') : null
}

interface Given {
  readonly path: string
  readonly detached: boolean
  readonly name: string | null
  readonly type: string | null
  readonly content: Buffer | null
  /** Whether there was content and it was not taken, by a limit that a finding names. */
  readonly refused: boolean
  readonly claimed: ClusterClaims
}

const checkOne = async (
  given: Given,
  signed: SignedImage,
  options: SignatureOptions,
): Promise<AtomicResult> => {
  const { type, content, refused } = given
  const { keyring, at, limits } = options
  if (refused) return result(['not-checked', 'it is over a limit'])
  if (!atomicTypes.has(type ?? '')) return result(['unsupported', 'its type is not known'])
  if (content === null) return result(['malformed', 'it has no content in base64'])
  return verifyAtomic(content, signed, { keyring, at, signatureBytes: limits.signatureBytes })
}

const checked = async (
  given: Given,
  index: number,
  signed: SignedImage,
  options: SignatureOptions,
): Promise<CheckedSignature> => {
  const { because, ...found } = await checkOne(given, signed, options)
  const { path, detached, name, type, content, claimed } = given
  return {
    path,
    index,
    detached,
    report: { name, type, ...found, claimed },
    because,
    contentHash: content === null ? null : hexOf(digestBytes(content)),
    expectedIdentity: signed.identity,
  }
}

const givenInExport = ({ signatures, root, faults }: Image): Given[] =>
  signatures.map((value, index) => {
    const signature = isObject(value) ? value : {}
    const { metadata } = signature
    const path = `${root}/signatures/${index}`
    return {
      path,
      detached: false,
      name: isObject(metadata) ? textOf(metadata.name) : null,
      type: textOf(signature.type),
      content: contentOf(textOf(signature.content)),
      refused: faults.some((fault) => fault.path === `${path}/content`),
      claimed: clusterClaims(value),
    }
  })

const givenDetached = (root: string, { name, bytes }: DetachedSignature): Given => ({
  path: root,
  detached: true,
  name,
  type: 'atomic',
  content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  refused: false,
  claimed: clusterClaims(null),
})

/** The bytes that a schema 1 manifest's signatures cover: the manifest as it was before them. */
const payloadOf = ({ given, proven }: Proof): Buffer | null => (given ?? proven)?.bytes ?? null

const embeddedSignatures = ({ manifestBytes }: Image, { given }: Proof): readonly Json[] => {
  if (manifestBytes === null || given?.manifest?.type !== 'schema1') return []
  const value = jsonValue(manifestBytes)
  return isObject(value) && Array.isArray(value.signatures) ? value.signatures : []
}

const checkManifestSignatures = (image: Image, proof: Proof, limits: Limits): CheckedManifestSignature[] => {
  const payload = payloadOf(proof)
  const place = ({ because, ...found }: JwsResult, path: string): CheckedManifestSignature => ({
    report: { path, ...found },
    because,
  })
  const inside = `${image.root}/dockerImageManifest`
  const embedded = embeddedSignatures(image, proof)
  const tooMany = `the manifest carries ${embedded.length} signatures, and ${limits.signatures} are the limit (limit signatures, --limit signatures=N)`
  return [
    ...(embedded.length > limits.signatures
      ? [place({ algorithm: null, claimedKeyId: null, verdict: 'not-checked', because: tooMany }, inside)]
      : embedded.map((jws) => place(verifyJws(jws, payload), inside))),
    ...image.manifestSignatures.map((jws, index) =>
      place(verifyEncodedJws(jws, payload), `${image.root}/dockerImageSignatures/${index}`),
    ),
  ]
}

/** Whether there is anything to verify about an image; costs nothing where there is not. */
export const isSigned = (image: Image, proof: Proof, { signatures }: Evidence): boolean =>
  image.signatures.length > 0 ||
  image.manifestSignatures.length > 0 ||
  proof.given?.manifest?.type === 'schema1' ||
  (image.digest !== null && signatures?.digests.has(image.digest) === true)

/**
 * Verifies everything that is signed about one image: `signatures`, detached signatures in the evidence, and the
 * signatures that schema 1 manifests carry. What is wrong with a signature is a verdict, never thrown.
 */
export const verifySignatures = async (
  image: Image,
  proof: Proof,
  options: SignatureOptions,
): Promise<Signatures> => {
  const { evidence, limits, identity } = options
  const detached = image.digest === null ? [] : ((await evidence.signatures?.read(image.digest)) ?? [])
  const all = [...givenInExport(image), ...detached.map((signature) => givenDetached(image.root, signature))]
  const signed = { digest: image.digestText, identity }
  const signatures: CheckedSignature[] = []
  for (const [index, given] of all.entries()) signatures.push(await checked(given, index, signed, options))
  return { signatures, manifestSignatures: checkManifestSignatures(image, proof, limits) }
}
