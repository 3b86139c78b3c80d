import { digestBytes } from '../../lib/digest.ts'
import { isObject, type JsonObject } from '../../lib/json/json.ts'

/** What an API server knows of an image beside its manifest, and how old it is. */
export interface Blanking {
  /** The configuration's text, where the server has it: it fills `Config`, `Architecture` and the like. */
  readonly config?: string
  /** Its media type in the registry's answer; default: the manifest's own, else OCI's. */
  readonly mediaType?: string
  /** How `dockerImageLayers` stands; `absent`: base last and without a word about it, as in 3.6 and older. */
  readonly order?: 'ascending' | 'descending' | 'absent'
  /** The digest that the object goes by; default: the SHA-256 of the manifest. */
  readonly digest?: string
}

interface Descriptor {
  readonly mediaType?: string
  readonly digest: string
  readonly size: number
  readonly platform?: { readonly architecture?: string; readonly os?: string; readonly variant?: string }
}
interface RawManifest {
  readonly mediaType?: string
  readonly config?: Descriptor
  readonly layers?: readonly Descriptor[]
  readonly manifests?: readonly Descriptor[]
  readonly fsLayers?: readonly { readonly blobSum: string }[]
  readonly history?: readonly { readonly v1Compatibility: string }[]
}

const time = '2024-01-01T00:00:00Z'
const orderAnnotation = 'image.openshift.io/dockerLayersOrder'
const schema1Layer = 'application/vnd.docker.container.image.rootfs.diff+x-gtar'

const typeOf = ({ mediaType, manifests, fsLayers }: RawManifest): string => {
  if (mediaType !== undefined) return mediaType
  if (fsLayers !== undefined) return 'application/vnd.docker.distribution.manifest.v1+json'
  return `application/vnd.oci.image.${manifests === undefined ? 'manifest' : 'index'}.v1+json`
}

/** Config bytes and distinct layers, the config's own digest counted as seen. */
const declaredSize = (config: Descriptor, layers: readonly Descriptor[]): number =>
  [...new Map([...layers, config].map(({ digest, size }) => [digest, size])).values()].reduce(
    (sum, size) => sum + size,
    0,
  )

const parsedObject = (text: string | undefined): JsonObject => {
  const value: unknown = text === undefined ? {} : JSON.parse(text)
  return isObject(value) ? value : {}
}

/** `dockerImageMetadata` out of a configuration: what the server copies, and nothing of `os`, `rootfs` and `history`. */
const metadataOf = (id: string, size: number | null, config: JsonObject | null): JsonObject => ({
  kind: 'DockerImage',
  apiVersion: 'image.openshift.io/1.0',
  Id: id,
  Created: time,
  ContainerConfig: {},
  ...(isObject(config?.config) && { Config: config.config }),
  ...(typeof config?.architecture === 'string' && { Architecture: config.architecture }),
  ...(size !== null && { Size: size }),
})

/** The part of an image object that the server fills from a manifest of each kind. */
const filled = (
  raw: RawManifest,
  digest: string,
  { config: text }: Blanking,
): { metadata: JsonObject; more: JsonObject } => {
  const { config, layers = [], manifests, fsLayers, history = [] } = raw
  if (manifests !== undefined) {
    const entries = manifests.map(
      ({ digest: child, mediaType = '', size, platform = {} }): JsonObject => ({
        digest: child,
        mediaType,
        manifestSize: size,
        architecture: platform.architecture ?? '',
        os: platform.os ?? '',
        ...(platform.variant && { variant: platform.variant }),
      }),
    )
    return { metadata: metadataOf(digest, null, null), more: { dockerImageManifests: entries } }
  }
  if (fsLayers !== undefined) {
    const newest = parsedObject(history[0]?.v1Compatibility)
    const blobs = fsLayers
      .toReversed()
      .map(({ blobSum }): JsonObject => ({ name: blobSum, size: 0, mediaType: schema1Layer }))
    const id = typeof newest.id === 'string' ? newest.id : ''
    return { metadata: metadataOf(id, 0, newest), more: { dockerImageLayers: blobs } }
  }
  if (config === undefined)
    throw new TypeError('a manifest without config, manifests and fsLayers cannot be blanked')
  const blobs = layers.map(
    ({ digest: name, size, mediaType = '' }): JsonObject => ({ name, size, mediaType }),
  )
  return {
    metadata: metadataOf(config.digest, declaredSize(config, layers), parsedObject(text)),
    more: { dockerImageLayers: blobs },
  }
}

const ordered = (more: JsonObject, order: Blanking['order']): JsonObject => {
  const { dockerImageLayers: layers } = more
  return Array.isArray(layers) && order !== 'ascending'
    ? { ...more, dockerImageLayers: layers.toReversed() }
    : more
}

/**
 * The `Image` that an API server holds for a raw manifest: everything that it fills in from the manifest and its
 * configuration, and neither of the two texts (openshift-apiserver imageutil `InternalImageWithMetadata`).
 * Lost: annotations, urls, subject, artifactType, `os.version`, `os.features`, the config's media type.
 */
export const blankedImage = (manifest: string, blanking: Blanking = {}): JsonObject => {
  const raw = JSON.parse(manifest) as RawManifest
  const { order = 'ascending', digest = digestBytes(manifest) } = blanking
  const { metadata, more } = filled(raw, digest, blanking)
  const stated = order !== 'absent' && raw.manifests === undefined
  return {
    metadata: {
      name: digest,
      creationTimestamp: time,
      ...(stated && { annotations: { [orderAnnotation]: order } }),
    },
    dockerImageReference: `registry.example.com/team/app@${digest}`,
    dockerImageMetadata: metadata,
    dockerImageMetadataVersion: '1.0',
    dockerImageManifestMediaType: blanking.mediaType ?? typeOf(raw),
    ...ordered(more, order),
  }
}

/** The image with the texts that the API takes out. */
export const withTexts = (
  image: JsonObject,
  manifest: string | null,
  config: string | null = null,
): JsonObject => ({
  ...image,
  ...(manifest !== null && { dockerImageManifest: manifest }),
  ...(config !== null && { dockerImageConfig: config }),
})

/** The image as `oc get isimage` gives it; `name` without `@` is a stream, named with the image's own digest. */
export const streamImage = (image: JsonObject, name = 'app', namespace = 'team'): JsonObject => {
  const { metadata } = image
  const own = isObject(metadata) ? metadata.name : null
  const digest = typeof own === 'string' ? own : ''
  return {
    kind: 'ImageStreamImage',
    apiVersion: 'image.openshift.io/v1',
    metadata: {
      name: name.includes('@') ? name : `${name}@${digest}`,
      namespace,
      creationTimestamp: time,
    },
    image,
  }
}
