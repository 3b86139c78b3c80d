import type { Digest } from '../digest.ts'
import type { Image } from '../image/image.ts'
import type { Limits } from '../limits.ts'
import { parseConfig } from '../manifest/config.ts'
import { parseManifest } from '../manifest/parse.ts'
import type { Evidence } from '../verify/evidence.ts'
import type { Proof } from '../verify/proof.ts'
import { type Child, type Children, writeChild } from './child.ts'
import { type ImageSize, sizeOfImage, unknownSize } from './size.ts'

/** What an index may need to know of an image, or another index, of the same export. */
export const childOf = (image: Image, proof: Proof, size: ImageSize): Child | null => {
  if (image.digest === null) return null
  const proven = proof.proven?.manifest ?? null
  return {
    digest: image.digest,
    type: proof.described.type,
    mediaType: proven?.mediaType ?? image.mediaType,
    bytes: (proof.proven ?? proof.given)?.bytes.length ?? null,
    proven: proof.proven !== null,
    ...proof.described.platform,
    // What is contradicted describes nothing.
    size: proof.verification.verdict === 'mismatch' && proof.proven === null ? unknownSize : size,
  }
}

/** {@link childOf} as a text: hardly ever is one read. */
export const childText = (image: Image, proof: Proof, size: ImageSize): string | null => {
  const child = childOf(image, proof, size)
  return child === null ? null : writeChild(child)
}

/** A child that is in evidence only: its manifest's own bytes, its config's where that is there too. */
const childFromEvidence = async (
  digest: Digest,
  evidence: Evidence,
  limits: Limits,
): Promise<Child | null> => {
  const bytes = await evidence.get(digest)
  if (bytes === null) return null
  const { manifest } = parseManifest(bytes, limits)
  const present: Child = {
    digest,
    type: manifest?.type === 'index' ? 'index' : 'image',
    mediaType: null,
    bytes: bytes.length,
    proven: true,
    os: null,
    architecture: null,
    variant: null,
    size: unknownSize,
  }
  if (manifest?.type !== 'image') return { ...present, mediaType: manifest?.mediaType ?? null }
  const configBytes = await evidence.get(manifest.config.digest)
  const config = configBytes === null ? null : parseConfig(configBytes, limits).config
  return {
    ...present,
    mediaType: manifest.mediaType,
    os: config?.os ?? null,
    architecture: config?.architecture ?? null,
    variant: config?.variant ?? null,
    size: sizeOfImage(manifest.layers, manifest.config, null),
  }
}

/** The children of an index that the export or the evidence holds. */
export const findChildren = async (
  { described }: Proof,
  inExport: Children,
  evidence: Evidence,
  limits: Limits,
): Promise<Children> => {
  const children = new Map<string, Child>()
  for (const { digest } of described.entries) {
    const child = inExport.get(digest) ?? (await childFromEvidence(digest, evidence, limits))
    if (child !== null) children.set(digest, child)
  }
  return children
}
