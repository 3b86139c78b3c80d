import { type Digest, parseDigest } from '../digest.ts'
import type { Image, LayerClaim } from '../image/image.ts'
import {
  dockerConfig,
  dockerLayer,
  dockerManifest,
  type Family,
  inToto,
  isForeignLayer,
  manifestType,
  ociConfig,
  ociLayer,
  ociManifest,
  octetStream,
} from '../image/media-type.ts'
import { hasRepeats } from '../image/repeats.ts'
import type { JsonObject } from '../json/json.ts'
import { formsOf, imageForms } from '../manifest/form.ts'
import type { Candidate } from './attempt.ts'

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
export const familyTypes: Record<
  Family,
  { manifest: string; layer: string; configs: readonly [string, ...string[]] }
> = {
  // Docker 1.8 to 1.12.1 pushed configs as octet-stream; nothing in the object tells.
  docker: { manifest: dockerManifest, layer: dockerLayer, configs: [dockerConfig, octetStream] },
  oci: { manifest: ociManifest, layer: ociLayer, configs: [ociConfig] },
}

/** Where Windows base layers come from; the API drops a layer's `urls`. */
const foreignUrls = [837858, 837859, 857905, 860052, 865995, 865996].map(
  (id) => `https://go.microsoft.com/fwlink/?linkid=${id}`,
)

/** `in-toto.io/predicate-type` of BuildKit's attestation layers; the API drops a layer's annotations. */
const predicateTypes = [
  'https://spdx.dev/Document',
  'https://slsa.dev/provenance/v0.2',
  'https://slsa.dev/provenance/v1',
]

/** buildah writes these on `FROM scratch`, and newer ones others beside them: a row of the annotators. */
export const emptyBase = {
  id: 'empty-base',
  annotations: { 'org.opencontainers.image.base.digest': '', 'org.opencontainers.image.base.name': '' },
} as const

/** More dropped values than this are not searched for one by one: the product grows too fast. */
const searchedLayers = 3

/** Every way to give each marked layer one of `choices`; beyond {@link searchedLayers} all get the same one. */
function* choose<T>(marked: number, choices: readonly T[]): Generator<readonly T[]> {
  if (marked > searchedLayers) {
    for (const choice of choices) yield Array.from({ length: marked }, () => choice)
    return
  }
  for (let n = 0; n < choices.length ** marked; n++)
    yield Array.from(
      { length: marked },
      (_, i) => choices[Math.floor(n / choices.length ** i) % choices.length] as T,
    )
}

/** The layers with a dropped member put back on those that `isMarked`, in every way that is known. */
function* withDropped<T>(
  layers: readonly JsonObject[],
  isMarked: (layer: JsonObject) => boolean,
  choices: readonly T[],
  restore: (choice: T) => JsonObject,
): Generator<JsonObject[]> {
  const marked = layers.filter(isMarked).length
  if (marked === 0) return
  for (const chosen of choose(marked, choices)) {
    let next = 0
    yield layers.map((layer) => (isMarked(layer) ? { ...layer, ...restore(chosen[next++] as T) } : layer))
  }
}

const hasType = (test: (mediaType: string) => boolean) => (layer: JsonObject) =>
  typeof layer.mediaType === 'string' && test(layer.mediaType)

/** The manifests that `remains` may stand for with what the API drops put back where it is known, likeliest first. */
export function* droppedCandidates(remains: ImageRemains, family: Family): Generator<Candidate> {
  const { manifest, layer, configs } = familyTypes[family]
  const forms = formsOf(imageForms, family)
  const compact = forms.filter((form) => form.spacing === '')
  const given = remains.layers.map(
    (claim): JsonObject => ({
      mediaType: claim.mediaType ?? layer,
      digest: claim.digest,
      size: claim.size,
    }),
  )
  const build = (layers: JsonObject[], more: JsonObject = {}): JsonObject => ({
    schemaVersion: 2,
    mediaType: remains.mediaType ?? manifest,
    config: { mediaType: configs[0], digest: remains.configDigest, size: remains.configSize },
    layers,
    ...more,
  })
  for (const layers of withDropped(given, hasType(isForeignLayer), foreignUrls, (url) => ({ urls: [url] })))
    yield { manifest: build(layers), forms }
  for (const layers of withDropped(
    given,
    hasType((type) => type === inToto),
    predicateTypes,
    (type) => ({
      annotations: { 'in-toto.io/predicate-type': type },
    }),
  ))
    yield { manifest: build(layers), forms }
  if (family !== 'oci') return
  const { id, annotations } = emptyBase
  yield { manifest: build(given, { annotations }), forms: compact, annotations: id }
}

/** The families that a manifest may be of, by its media type: both where that tells nothing. */
export const familiesOf = (mediaType: string | null): readonly Family[] => {
  const stated = manifestType(mediaType)?.family
  return stated === undefined ? ['docker', 'oci'] : [stated]
}

/** Everything that `remains` may stand for, likeliest first. */
export function* imageCandidates(remains: ImageRemains): Generator<Candidate> {
  for (const family of familiesOf(remains.mediaType)) {
    const { manifest, layer, configs } = familyTypes[family]
    const given = remains.layers.map(({ mediaType, digest, size }) => ({
      mediaType: mediaType ?? layer,
      digest,
      size,
    }))
    const orders = given.length > 1 && !remains.orderStated ? [given, given.toReversed()] : [given]
    for (const layers of orders)
      for (const mediaType of configs) {
        const config = { mediaType, digest: remains.configDigest, size: remains.configSize }
        yield {
          manifest: { schemaVersion: 2, mediaType: remains.mediaType ?? manifest, config, layers },
          forms: formsOf(imageForms, family),
        }
      }
    yield* droppedCandidates(remains, family)
  }
}
