import type { JsonObject } from '../../lib/json/json.ts'

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`

/** Every digest of the valid item, by its role. */
export const digests = {
  image: digestOf('a'),
  config: digestOf('b'),
  base: digestOf('c'),
  top: digestOf('d'),
  child: digestOf('e'),
} as const

const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

/**
 * An Image with every field that is read, each with a value of its own. (No real image has both layers and manifests:
 * that contradiction is a check's business, not the parser's.)
 */
export const validImage: JsonObject = {
  metadata: {
    name: digests.image,
    creationTimestamp: '2021-03-01T00:00:00Z',
    annotations: { 'image.openshift.io/dockerLayersOrder': 'ascending', 'example.com/other': 'x' },
    labels: { app: 'ruby' },
  },
  dockerImageReference: `registry.example.com:5000/team/ruby@${digests.image}`,
  dockerImageMetadata: {
    kind: 'DockerImage',
    apiVersion: 'image.openshift.io/1.0',
    Id: digests.config,
    Created: '2021-02-28T00:00:00Z',
    Config: { Env: ['A=b'], Labels: { name: 'ruby' } },
    Architecture: 'amd64',
    Size: 1234,
  },
  dockerImageMetadataVersion: '1.0',
  dockerImageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerImageManifest: '{"schemaVersion":2}',
  dockerImageConfig: '{"architecture":"amd64"}',
  dockerImageLayers: [
    { name: digests.base, size: 1000, mediaType: layerType },
    { name: digests.top, size: 200, mediaType: layerType },
  ],
  dockerImageManifests: [
    {
      digest: digests.child,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      manifestSize: 525,
      architecture: 'arm64',
      os: 'linux',
      variant: 'v8',
    },
  ],
  dockerImageSignatures: ['e30='],
  signatures: [{ metadata: { name: `${digests.image}@one` }, type: 'atomic', content: 'AA==' }],
}

/** The same image as the ImageStreamImage endpoint gives it. */
export const validItem: JsonObject = {
  kind: 'ImageStreamImage',
  apiVersion: 'image.openshift.io/v1',
  metadata: { name: `ruby@${digests.image}`, namespace: 'team', annotations: { 'example.com/stream': 'x' } },
  image: validImage,
}
