import type { Image, LayerClaim } from '../image/image.ts'
import type { ParsedManifest } from '../manifest/manifest.ts'
import { structureOf } from '../manifest/structure.ts'
import type { Described, DescribedEntry, DescribedLayer, DescribedPlatform } from './described.ts'
import type { ConfigProof, ManifestProof } from './proof.ts'

/** The gzipped empty tar that Docker wrote for every instruction without files: its size is known. */
export const emptyTar = 'sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4'
const emptyTarBytes = 32

/** A claimed size of 0 means that the server did not know it, but for the empty tar. */
const knownSize = (digest: string, size: number | null): number | null => {
  if (size !== null && size > 0) return size
  return digest === emptyTar ? emptyTarBytes : null
}

/** The claim of each digest, with the largest size where they differ: 0 means that it was not known. */
const byDigest = (claims: readonly LayerClaim[] | null): ReadonlyMap<string, LayerClaim> => {
  const known = new Map<string, LayerClaim>()
  for (const claim of claims ?? [])
    if ((claim.size ?? 0) >= (known.get(claim.digest)?.size ?? 0)) known.set(claim.digest, claim)
  return known
}

const describeLayers = (image: Image, { proven, given }: ManifestProof): readonly DescribedLayer[] | null => {
  const manifest = proven?.manifest ?? null
  if (manifest?.type === 'image') return manifest.layers
  // The true bytes are known and cannot be read: claims about them are worth nothing.
  if (proven !== null && manifest === null) return null
  const claims = image.layers
  if (manifest?.type === 'schema1') {
    const claimed = byDigest(claims)
    return manifest.layers.map((digest) => {
      const claim = claimed.get(digest)
      return { digest, size: knownSize(digest, claim?.size ?? null), mediaType: claim?.mediaType ?? null }
    })
  }
  if (claims !== null && claims.length > 0)
    return claims.map(({ digest, size, mediaType }) => ({ digest, size: knownSize(digest, size), mediaType }))
  const unproven = given?.manifest ?? null
  if (unproven?.type === 'image')
    return unproven.layers.map(({ digest, size, mediaType }) => ({
      digest,
      size: knownSize(digest, size),
      mediaType,
    }))
  if (unproven?.type === 'schema1')
    return unproven.layers.map((digest) => ({ digest, size: knownSize(digest, null), mediaType: null }))
  return claims
}

const describeEntries = (image: Image, { proven, given }: ManifestProof): readonly DescribedEntry[] => {
  const manifest = proven?.manifest
  if (manifest?.type === 'index') return manifest.entries
  if (proven !== null) return []
  if (image.entries !== null) return image.entries
  return given?.manifest?.type === 'index' ? given.manifest.entries : []
}

const describePlatform = (image: Image, config: ConfigProof | null): DescribedPlatform => {
  const read = config?.verification.verdict === 'mismatch' ? null : config?.parsed?.config
  if (read) return { os: read.os, architecture: read.architecture, variant: read.variant }
  return { os: null, architecture: image.metadata?.architecture ?? null, variant: null }
}

/** What the bytes are: by their manifest, else by the members that they have; null where those leave it open. */
const typeIn = ({ manifest, value }: ParsedManifest): 'image' | 'index' | null => {
  const type = manifest?.type ?? (value === null ? null : structureOf(value))
  return type === 'schema1' ? 'image' : type
}

/** Puts together what is known of an image, the proven before the claimed. */
export const describeImage = (image: Image, proof: ManifestProof, config: ConfigProof | null): Described => {
  const read = proof.proven ?? proof.given
  const type = (read === null ? null : typeIn(read)) ?? image.type
  const platform = describePlatform(image, config)
  return type === 'index'
    ? { type, layers: null, entries: describeEntries(image, proof), platform }
    : { type, layers: describeLayers(image, proof), entries: [], platform }
}
