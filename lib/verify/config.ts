import { algorithmOf, type Digest, digestBytes } from '../digest.ts'
import type { Image } from '../image/image.ts'
import { manifestType } from '../image/media-type.ts'
import type { Limits } from '../limits.ts'
import { parseConfig } from '../manifest/config.ts'
import { structureOf } from '../manifest/structure.ts'
import type { Evidence } from './evidence.ts'
import type { ConfigProof, ManifestProof } from './proof.ts'
import { configDigestOf, configSizeOf } from './rebuild-image.ts'
import type { Verdict } from './verification.ts'

/** What the config is said to be: by the proven manifest, else by the bytes or fields of the export. */
interface StatedConfig {
  readonly digest: Digest | null
  /** Bytes. */
  readonly size: number | null
  /** Whether it is the proven manifest that says so. */
  readonly proven: boolean
}

const fromFields = (image: Image): StatedConfig => {
  const digest = configDigestOf(image.metadata?.id ?? null)
  const total = image.metadata?.size ?? null
  const known = image.layers?.map(({ digest: layer, size }) => ({ digest: layer, size: size ?? 0 })) ?? []
  // A layer of size 0 in an unproven image is one whose size was not known to the server.
  const complete = image.layers !== null && known.every(({ size }) => size > 0)
  const size = digest !== null && total !== null && complete ? configSizeOf(total, known, digest) : null
  return { digest, size: size !== null && size >= 0 ? size : null, proven: false }
}

const unknown: StatedConfig = { digest: null, size: null, proven: false }

const statedConfig = (image: Image, { proven, given }: ManifestProof): StatedConfig | null => {
  // The true manifest is known and cannot be read: what its config is stays open.
  if (proven !== null && proven.manifest === null) {
    const type = (proven.value === null ? null : structureOf(proven.value)) ?? image.type
    return type === 'image' ? unknown : null
  }
  const manifest = proven?.manifest ?? given?.manifest ?? null
  if (manifest === null)
    return image.type === 'index' || manifestType(image.mediaType)?.shape === 'schema1'
      ? null
      : fromFields(image)
  if (manifest.type !== 'image') return null
  return { digest: manifest.config.digest, size: manifest.config.size, proven: proven?.manifest != null }
}

const verdictOf = (fits: boolean, { digest, proven }: StatedConfig): Verdict => {
  if (!fits) return digest === null ? 'unverifiable' : 'mismatch'
  return proven ? 'verified' : 'unverifiable'
}

/**
 * Hashes the configuration blob, from the export or from evidence, against the digest and size that the proven
 * manifest gives it. Without a proven manifest nothing ties bytes to the image: they can contradict its fields, never
 * verify them. Null for schema 1 images and indexes, which have no config.
 */
export const proveConfig = async (
  image: Image,
  manifest: ManifestProof,
  evidence: Evidence,
  limits: Limits,
): Promise<ConfigProof | null> => {
  const stated = statedConfig(image, manifest)
  if (stated === null) return null
  const { digest, size, proven } = stated
  const found = image.configBytes === null && digest !== null && proven ? await evidence.get(digest) : null
  const bytes = image.configBytes ?? found
  if (bytes === null) {
    const verification = { digest, size, verdict: 'unverifiable', proof: null } as const
    return { verification, bytes, computed: null, parsed: null }
  }
  const computed = digestBytes(bytes, digest === null ? 'sha256' : algorithmOf(digest))
  // Without a proven manifest the size is itself derived from claims.
  const fits = computed === digest && (!proven || size === bytes.length)
  const verdict = verdictOf(fits, stated)
  const proof = verdict !== 'verified' ? null : found === null ? 'embedded' : 'evidence'
  return {
    verification: { digest, size: fits ? bytes.length : size, verdict, proof },
    bytes,
    computed,
    parsed: parseConfig(bytes, limits),
  }
}
