import type { Descriptor, ImageObject } from './read-samples.ts'

const orders = {
  docker: ({ mediaType, size, digest }: Descriptor) => ({ mediaType, size, digest }),
  oci: ({ mediaType, digest, size, annotations }: Descriptor) => ({ mediaType, digest, size, annotations }),
}
export type Order = keyof typeof orders

const configTypes = {
  docker: 'application/vnd.docker.container.image.v1+json',
  oci: 'application/vnd.oci.image.config.v1+json',
}

/** The text of an image's manifest as `JSON.stringify` writes it from the fields that the API leaves. */
export function imageText(image: ImageObject, order: Order, space?: number): string {
  const layers = (image.dockerImageLayers ?? []).map(({ name, ...layer }) => ({
    ...layer,
    digest: name,
    ...(layer.mediaType === 'application/vnd.in-toto+json' && {
      annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
    }),
  }))
  const distinct = new Map(layers.map(({ digest, size }) => [digest, size]))
  const size =
    (image.dockerImageMetadata.Size ?? 0) - [...distinct.values()].reduce((sum, one) => sum + one, 0)
  const config = { mediaType: configTypes[order], size, digest: image.dockerImageMetadata.Id }
  const manifest = {
    schemaVersion: 2,
    mediaType: image.dockerImageManifestMediaType,
    config: orders[order](config),
    layers: layers.map(orders[order]),
  }
  return JSON.stringify(manifest, null, space)
}

/** The same for an index; `subject` is the image that its attestation entry speaks of. */
export function indexText(image: ImageObject, order: Order, space: number, subject?: string): string {
  const manifests = image.dockerImageManifests?.map(({ manifestSize, mediaType, digest, ...platform }) => {
    const annotations = {
      'vnd.docker.reference.digest': subject ?? '',
      'vnd.docker.reference.type': 'attestation-manifest',
    }
    const descriptor = { mediaType, size: manifestSize, digest }
    const { architecture, os, variant } = platform
    return {
      ...orders[order](architecture === 'unknown' ? { ...descriptor, annotations } : descriptor),
      platform: { architecture, os, variant },
    }
  })
  const index = { schemaVersion: 2, mediaType: image.dockerImageManifestMediaType, manifests }
  return JSON.stringify(index, null, space)
}
