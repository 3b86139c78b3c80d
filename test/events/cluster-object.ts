import { hash } from 'node:crypto'
import type { Built, BuiltIndex } from './build.ts'
import type { JsonObject } from './go-json.ts'

/** Where and when a cluster met an image. */
export type Meeting = {
  /** The repository part of `dockerImageReference`. */
  repository: string
  /** RFC 3339 with whole seconds, as the API server keeps time. */
  at: string
  /** Pushed into the integrated registry, as against imported. */
  pushed?: boolean
}

export const apiVersion = 'image.openshift.io/v1'

const wholeSeconds = (time: string | null) => time?.replace(/\.\d+Z$/, 'Z') ?? null

/** An identifier in the shape of the server's, the same for the same seed. */
export function uid(seed: string): string {
  const hex = hash('sha256', seed)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

function metadata(digest: string, { at, repository }: Meeting, annotations?: JsonObject): JsonObject {
  return {
    name: digest,
    uid: uid(`${repository}@${digest}`),
    resourceVersion: String(Number.parseInt(digest.slice(7, 13), 16)),
    creationTimestamp: at,
    ...(annotations && { annotations }),
  }
}

/** Config bytes and distinct layers: what the server writes into `dockerImageMetadata.Size`. */
function declaredSize({ config, layers }: Built): number {
  const sizes = new Map(layers.map(({ digest, size }) => [digest, size]))
  sizes.set(config.digest, Buffer.byteLength(config.text))
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

/** An image as a 4.x API server holds it: manifest and config blanked. */
export function clusterImage(image: Built, meeting: Meeting): JsonObject {
  const { author, created, dockerVersion, platform, run } = image.recipe
  return {
    metadata: metadata(image.digest, meeting, {
      'image.openshift.io/dockerLayersOrder': 'ascending',
      ...(meeting.pushed && {
        'image.openshift.io/manifestBlobStored': 'true',
        'openshift.io/image.managed': 'true',
      }),
    }),
    dockerImageReference: `${meeting.repository}@${image.digest}`,
    dockerImageMetadata: {
      kind: 'DockerImage',
      apiVersion: 'image.openshift.io/1.0',
      Id: image.config.digest,
      Created: wholeSeconds(created),
      ContainerConfig: {},
      ...(dockerVersion !== undefined && { DockerVersion: dockerVersion }),
      ...(author !== undefined && { Author: author }),
      Config: run,
      Architecture: platform.architecture,
      Size: declaredSize(image),
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageLayers: image.layers.map(({ digest, size, mediaType }) => ({ name: digest, size, mediaType })),
    dockerImageManifestMediaType: image.mediaType,
  }
}

/** An index as a 4.x API server holds it: its own digest for an Id, no layers, no size. */
export function clusterIndex(index: BuiltIndex, meeting: Meeting): JsonObject {
  return {
    metadata: metadata(index.digest, meeting),
    dockerImageReference: `${meeting.repository}@${index.digest}`,
    dockerImageMetadata: {
      kind: 'DockerImage',
      apiVersion: 'image.openshift.io/1.0',
      Id: index.digest,
      Created: meeting.at,
      ContainerConfig: {},
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageManifestMediaType: index.mediaType,
    dockerImageManifests: index.entries.map(({ digest, mediaType, size, platform }) => ({
      digest,
      mediaType,
      manifestSize: size,
      ...platform,
    })),
  }
}

/** The image with the raw texts that the server takes out. */
export const withTexts = (image: JsonObject, manifest: string, config: string): JsonObject => ({
  ...image,
  dockerImageManifest: manifest,
  dockerImageConfig: config,
})

/** An `Image` that stands by itself. */
export const imageObject = (image: JsonObject): JsonObject => ({ kind: 'Image', apiVersion, ...image })

/** What `oc get images -o json` makes of several. */
export const list = (items: JsonObject[]): JsonObject => ({
  kind: 'List',
  apiVersion: 'v1',
  metadata: { resourceVersion: '' },
  items,
})
