import type { Family } from '../../lib/image/media-type.ts'
import type { Blob, Content } from './written.ts'

/** Media types of the two families, by role (OCI image-spec media-types.md; distribution manifest-v2-2.md). */
export const types = {
  docker: {
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
  oci: {
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    index: 'application/vnd.oci.image.index.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
} as const satisfies Record<Family, Record<string, string>>

/** A digest that is easy to tell apart: one hex digit, repeated. */
export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`

export const config = (family: Family, size = 1512): Blob => ({
  mediaType: types[family].config,
  digest: digestOf('c'),
  size,
})

export const layer = (family: Family, letter: string, size: number): Blob => ({
  mediaType: types[family].layer,
  digest: digestOf(letter),
  size,
})

/** Three layers, none alike. */
export const imageContent = (family: Family): Content => ({
  mediaType: types[family].manifest,
  config: config(family),
  layers: [layer(family, '1', 27_092_654), layer(family, '2', 1_732), layer(family, '3', 889)],
})

/** Three platforms, one of them with a variant. */
export const indexContent = (family: Family): Content => {
  const entry = (letter: string, size: number, platform: NonNullable<Blob['platform']>): Blob => ({
    mediaType: types[family].manifest,
    digest: digestOf(letter),
    size,
    platform,
  })
  return {
    mediaType: types[family].index,
    manifests: [
      entry('4', 1_152, { architecture: 'amd64', os: 'linux' }),
      entry('5', 1_153, { architecture: 'arm64', os: 'linux', variant: 'v8' }),
      entry('6', 1_154, { architecture: 's390x', os: 'linux' }),
    ],
  }
}

/** Media types may hold `&` (RFC 6838, section 4.2): only then Go's escapes tell two writers apart. */
export const withAmpersand = (content: Content): Content => {
  const marked = <T extends Blob>(blob: T): T => ({ ...blob, mediaType: `${blob.mediaType}&x` })
  return {
    ...content,
    ...(content.layers && { layers: content.layers.map(marked) }),
    ...(content.manifests && { manifests: content.manifests.map(marked) }),
  }
}
