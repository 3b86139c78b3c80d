import { type Digest, parseDigest } from '../digest.ts'
import type { Image, LayerClaim } from '../image/image.ts'
import {
  dockerConfig,
  dockerLayer,
  dockerManifest,
  type Family,
  manifestType,
  ociConfig,
  ociLayer,
  ociManifest,
  octetStream,
} from '../image/media-type.ts'
import { hasRepeats } from '../image/repeats.ts'
import { type Form, formsOf, imageForms } from '../manifest/form.ts'
import type { PlainImage } from '../manifest/plain-image.ts'

/** What is left of a blanked image manifest: everything but its serialization. */
export interface ImageRemains {
  readonly configDigest: Digest
  /** Negative where the fields contradict one another. */
  readonly configSize: number
  /** Base first. */
  readonly layers: readonly (LayerClaim & { readonly size: number })[]
  /** Whether the export says how its layers are ordered; else they may as well stand base last. */
  readonly orderStated: boolean
  readonly mediaType: string | null
}

/** `Id` names the config with or without its algorithm. */
export const configDigestOf = (id: string | null): Digest | null =>
  id === null ? null : parseDigest(id.includes(':') ? id : `sha256:${id}`)

/**
 * The config's size, in bytes, out of `dockerImageMetadata.Size`: what remains beside the distinct layers, the
 * config's own digest counted as seen (openshift-apiserver imageutil `InternalImageWithMetadata`). Negative where the
 * fields contradict one another.
 */
export const configSizeOf = (
  total: number,
  layers: readonly { digest: string; size: number }[],
  config: string,
): number => {
  let rest = total
  if (!hasRepeats(layers)) {
    for (const { digest, size } of layers) if (digest !== config) rest -= size
    return rest
  }
  const seen = new Set([config])
  for (const { digest, size } of layers) {
    if (seen.has(digest)) continue
    seen.add(digest)
    rest -= size
  }
  return rest
}

/** What `dockerImageMetadata.Size` says: the way back from {@link configSizeOf}. */
export const declaredSizeOf = ({ configSize, layers, configDigest }: ImageRemains): number =>
  configSize - configSizeOf(0, layers, configDigest)

/** Gathers what a rebuilt image manifest needs, or null where a field of it is missing. */
export const imageRemains = (image: Image): ImageRemains | null => {
  const { layers, mediaType } = image
  const configDigest = configDigestOf(image.metadata?.id ?? null)
  const total = image.metadata?.size ?? null
  if (configDigest === null || total === null || layers === null || !areSized(layers)) return null
  const configSize = configSizeOf(total, layers, configDigest)
  return { configDigest, configSize, layers, orderStated: image.layersOrderStated, mediaType }
}

const areSized = (layers: readonly LayerClaim[]): layers is ImageRemains['layers'] =>
  layers.every(({ size }) => size !== null)

/** The media types of a family's manifests, of its layers where the export gives none, and of its configs. */
const familyTypes: Record<Family, { manifest: string; layer: string; configs: readonly string[] }> = {
  // Docker 1.8 to 1.12.1 pushed configs as octet-stream; nothing in the object tells.
  docker: { manifest: dockerManifest, layer: dockerLayer, configs: [dockerConfig, octetStream] },
  oci: { manifest: ociManifest, layer: ociLayer, configs: [ociConfig] },
}

/** What an export may leave open of an image, guessed. */
export interface Guess {
  readonly family: Family
  /** The config's media type. */
  readonly config: string
  /** Whether the layers stand the other way round than the export seems to say. */
  readonly turned: boolean
  /** Likeliest first. */
  readonly forms: readonly Form[]
}

/** Likeliest first: with the layers as stated, then turned. */
const guessesIn = (family: Family): readonly Guess[] =>
  [false, true].flatMap((turned) =>
    familyTypes[family].configs.map((config) => ({
      family,
      config,
      turned,
      forms: formsOf(imageForms, family),
    })),
  )

/** All guesses that there are. */
export const guesses: Readonly<Record<Family, readonly Guess[]>> = {
  docker: guessesIn('docker'),
  oci: guessesIn('oci'),
}

/** The guesses that are worth trying, likeliest first: of both families where the media type tells nothing. */
export const guessesOf = ({ mediaType, layers, orderStated }: ImageRemains): readonly Guess[] => {
  const stated = manifestType(mediaType)?.family
  const all = stated === undefined ? [...guesses.docker, ...guesses.oci] : guesses[stated]
  return layers.length > 1 && !orderStated ? all : all.filter(({ turned }) => !turned)
}

const areTyped = (layers: ImageRemains['layers']): layers is PlainImage['layers'] =>
  layers.every(({ mediaType }) => mediaType !== null)

/** The image that a guess makes of what remains; its layers as stated, whether or not they are turned. */
export const imageBy = (
  { family, config }: Guess,
  { mediaType, configDigest, configSize, layers }: ImageRemains,
): PlainImage => {
  const types = familyTypes[family]
  return {
    mediaType: mediaType ?? types.manifest,
    config: { mediaType: config, digest: configDigest, size: configSize },
    layers: areTyped(layers)
      ? layers
      : layers.map(({ digest, size, mediaType: type }) => ({ mediaType: type ?? types.layer, digest, size })),
  }
}
