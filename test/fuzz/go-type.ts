import type { GoType } from './go-json.ts'

const strings = { slice: 'string' } as const
const texts = { map: 'string' } as const

const platform = {
  struct: {
    architecture: 'string',
    os: 'string',
    'os.version': 'string',
    'os.features': strings,
    variant: 'string',
  },
} as const

/** image-spec specs-go/v1 `Descriptor`. */
const descriptor = {
  struct: {
    mediaType: 'string',
    digest: 'string',
    size: 'int64',
    urls: strings,
    annotations: texts,
    platform: { pointer: platform },
    artifactType: 'string',
  },
} as const

/** Everything that image-spec's `Manifest` and `Index` and distribution's schema 1 `Manifest` would find. */
export const goManifest = {
  struct: {
    schemaVersion: 'int64',
    mediaType: 'string',
    artifactType: 'string',
    config: descriptor,
    layers: { slice: descriptor },
    manifests: { slice: descriptor },
    subject: { pointer: descriptor },
    annotations: texts,
    name: 'string',
    tag: 'string',
    architecture: 'string',
    fsLayers: { slice: { struct: { blobSum: 'string' } } },
    history: { slice: { struct: { v1Compatibility: 'string' } } },
  },
} as const satisfies GoType

const metadata = {
  struct: { name: 'string', namespace: 'string', annotations: texts, labels: texts },
} as const

/** openshift/api image/v1 `Image`, as far as it is read here. */
export const goImage = {
  struct: {
    metadata,
    dockerImageReference: 'string',
    dockerImageMetadata: { struct: { Id: 'string', Size: 'int64', Architecture: 'string' } },
    dockerImageManifest: 'string',
    dockerImageManifestMediaType: 'string',
    dockerImageConfig: 'string',
    dockerImageLayers: { slice: { struct: { name: 'string', size: 'int64', mediaType: 'string' } } },
    dockerImageManifests: {
      slice: {
        struct: {
          digest: 'string',
          mediaType: 'string',
          manifestSize: 'int64',
          architecture: 'string',
          os: 'string',
          variant: 'string',
        },
      },
    },
  },
} as const satisfies GoType

/** `ImageStreamImage` and `ImageStreamTag`. */
export const goStreamImage = { struct: { metadata, image: goImage } } as const satisfies GoType
