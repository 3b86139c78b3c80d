import { algorithmOf, type Digest, digestBytes, matchesDigest } from '../digest.ts'

/** A signature that is kept beside the image, as registries without a place for signatures do. */
export interface DetachedSignature {
  /** Where it lay: `REPOSITORY@sha256=HEX/signature-N`, without the folders above. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Detached signatures, by the digest of the manifest that they are filed under: a hint, which nothing proves. */
export interface DetachedSignatures {
  /** Of the manifests that there are signatures for. */
  readonly digests: ReadonlySet<Digest>
  read(digest: Digest): Promise<readonly DetachedSignature[]>
}

/** Bytes given beside an export, found by what they hash to: raw manifests and configurations; and signatures. */
export interface Evidence {
  /**
   * The bytes that hash to `digest`, or null. What comes out has been hashed.
   * @throws AssayError when the store that holds some cannot be read; a file that is gone holds none
   */
  get(digest: Digest): Promise<Buffer | null>
  /**
   * The first `count` digests of SHA-256, in their order, that bytes may be got for: for searches that know no digest to ask
   * for.
   */
  first?(count: number): Promise<readonly Digest[]>
  readonly signatures?: DetachedSignatures
}

export const noEvidence: Evidence = { get: async () => null }

/**
 * The same evidence for images, which know what they ask for, with every digest whose bytes were asked for and found noted
 * in `used`.
 */
export const recorded = (evidence: Evidence, used: Set<string>): Evidence =>
  evidence === noEvidence
    ? noEvidence
    : {
        async get(digest) {
          const bytes = await evidence.get(digest)
          if (bytes !== null) used.add(digest)
          return bytes
        },
        ...(evidence.signatures && { signatures: evidence.signatures }),
      }

/** Somewhere that gives bytes which are yet to be hashed, or null where it has none for a digest. */
export interface EvidencePlace {
  readonly signatures?: DetachedSignatures | null
  read(digest: Digest): Promise<Uint8Array | null>
  /** As {@link Evidence.first}. */
  first(count: number): Promise<readonly Digest[]>
}

/** Those of SHA-256, each once: a text is found by digests of several algorithms, and builders note this one. */
export const firstOf = (digests: Iterable<Digest>, count: number): readonly Digest[] =>
  [...new Set(digests)]
    .filter((digest) => algorithmOf(digest) === 'sha256')
    .toSorted()
    .slice(0, count)

/** Those of several places, place after place; what several hold counts once. */
const signaturesOf = (places: readonly EvidencePlace[]): DetachedSignatures | null => {
  const several = places.flatMap(({ signatures }) => signatures ?? [])
  if (several.length === 0) return null
  return {
    digests: new Set(several.flatMap(({ digests }) => [...digests])),
    async read(digest) {
      const found = new Map<Digest, DetachedSignature>()
      for (const each of several)
        for (const signature of await each.read(digest)) {
          const own = digestBytes(signature.bytes)
          if (!found.has(own)) found.set(own, signature)
        }
      return [...found.values()]
    },
  }
}

/** Evidence out of several places, the first that has it; bytes that do not hash to their name are not evidence. */
export const evidenceFrom = (places: readonly EvidencePlace[]): Evidence => {
  if (places.length === 0) return noEvidence
  const signatures = signaturesOf(places)
  return {
    ...(signatures && { signatures }),
    async first(count) {
      const each = await Promise.all(places.map((place) => place.first(count)))
      return firstOf(each.flat(), count)
    },
    async get(digest) {
      for (const place of places) {
        const bytes = await place.read(digest)
        if (bytes !== null && matchesDigest(bytes, digest))
          return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      }
      return null
    },
  }
}
