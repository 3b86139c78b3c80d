import { generateKeyPairSync, hash, sign } from 'node:crypto'
import { type Digest, digestBytes } from '../../lib/digest.ts'
import type { Json, JsonObject } from '../../lib/json/json.ts'

const dockerType = (name: string): string => `application/vnd.docker.${name}`
export const imageType = dockerType('distribution.manifest.v2+json')
export const listType = dockerType('distribution.manifest.list.v2+json')
export const schema1Type = dockerType('distribution.manifest.v1+json')
export const layerType = dockerType('image.rootfs.diff.tar.gzip')
export const configType = dockerType('container.image.v1+json')
export const emptyTar = 'sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4'

export const digestOf = (text: string): Digest => digestBytes(text)

export interface Layer {
  readonly digest: string
  readonly size: number
  readonly mediaType: string
}

export const layer = (name: string, size: number, mediaType = layerType): Layer => ({
  digest: digestOf(name),
  size,
  mediaType,
})

/** The image object that a cluster makes of a manifest, and the manifest's children where it is an index. */
export interface Document {
  readonly digest: string
  readonly manifest: string
  readonly config: string | null
  readonly image: JsonObject
  readonly children: readonly Document[]
}

/** The truth about a schema 2 image, before anything is hashed. */
export interface ImageParts {
  /** Base first. */
  readonly layers: readonly Layer[]
  readonly config: string
  /** What the manifest says of the config's length; null for the truth. */
  readonly configSize: number | null
  /** Changes the manifest's text before it is hashed: what the registry really holds. */
  readonly written: (manifest: string) => string
}

export const configText = (
  layers: number,
  platform: JsonObject = { architecture: 'amd64', os: 'linux' },
): string =>
  JSON.stringify({
    ...platform,
    config: { Env: ['PATH=/usr/bin'] },
    rootfs: { type: 'layers', diff_ids: Array.from({ length: layers }, (_, i) => digestOf(`diff ${i}`)) },
    history: [
      ...Array.from({ length: layers }, (_, i) => ({ created_by: `step ${i}` })),
      { created_by: 'CMD ["sh"]', empty_layer: true },
    ],
  })

export const imageParts = (layers: readonly Layer[], platform?: JsonObject): ImageParts => ({
  layers,
  config: configText(layers.length, platform),
  configSize: null,
  written: (manifest) => manifest,
})

const ascending: JsonObject = { 'image.openshift.io/dockerLayersOrder': 'ascending' }

/** A schema 2 image as `docker push` writes it and the API server describes it. */
export const schema2 = ({ layers, config, configSize, written }: ImageParts, embedded: boolean): Document => {
  const configDigest = digestOf(config)
  const size = configSize ?? Buffer.byteLength(config)
  const manifest = written(
    JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: imageType,
        config: { mediaType: configType, size, digest: configDigest },
        layers: layers.map((each) => ({ mediaType: each.mediaType, size: each.size, digest: each.digest })),
      },
      null,
      3,
    ),
  )
  const digest = digestOf(manifest)
  const distinct = new Map(layers.map((each) => [each.digest, each.size]))
  const image: JsonObject = {
    metadata: { name: digest, annotations: { ...ascending } },
    dockerImageReference: `registry.example/shop/ruby@${digest}`,
    dockerImageMetadata: {
      kind: 'DockerImage',
      apiVersion: '1.0',
      Id: configDigest,
      Created: '2020-01-02T03:04:05Z',
      Architecture: config.includes('"arm64"') ? 'arm64' : 'amd64',
      Size: distinct.values().reduce((sum, each) => sum + each, size),
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageManifestMediaType: imageType,
    dockerImageLayers: layers.map((each) => ({
      name: each.digest,
      size: each.size,
      mediaType: each.mediaType,
    })),
    ...(embedded ? { dockerImageManifest: manifest, dockerImageConfig: config } : {}),
  }
  return { digest, manifest, config, image, children: [] }
}

export interface Schema1Parts {
  /** Base first; a manifest of schema 1 holds no sizes, the object does. */
  readonly layers: readonly Layer[]
  readonly written: (manifest: string) => string
}

/** A schema 1 image, unsigned, with its manifest inside: the API cannot do without it. */
export const schema1 = ({ layers, written }: Schema1Parts): Document => {
  const history = layers.map((_, i) => ({
    v1Compatibility: JSON.stringify({ id: hash('sha256', `v1 ${i}`) }),
  }))
  const manifest = written(
    JSON.stringify(
      {
        schemaVersion: 1,
        name: 'shop/ruby',
        tag: 'old',
        architecture: 'amd64',
        fsLayers: layers.map((each) => ({ blobSum: each.digest })).toReversed(),
        history: history.toReversed(),
      },
      null,
      3,
    ),
  )
  const digest = digestOf(manifest)
  const image: JsonObject = {
    metadata: { name: digest },
    dockerImageReference: `registry.example/shop/ruby@${digest}`,
    dockerImageMetadata: {
      kind: 'DockerImage',
      apiVersion: '1.0',
      Id: hash('sha256', `v1 ${layers.length - 1}`),
      Architecture: 'amd64',
      Size: layers.reduce((sum, each) => sum + each.size, 0),
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageManifest: manifest,
    dockerImageManifestMediaType: schema1Type,
    dockerImageLayers: layers.map((each) => ({
      name: each.digest,
      size: each.size,
      mediaType: each.mediaType,
    })),
  }
  return { digest, manifest, config: null, image, children: [] }
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

/** A schema 1 manifest with one JWS over it, as libtrust's `PrettySignature` writes it. */
export const signed = (manifest: string): string => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const tail = manifest.slice(-2)
  const head = manifest.slice(0, -2)
  const covered = base64url(
    JSON.stringify({ formatLength: Buffer.byteLength(head), formatTail: base64url(tail) }),
  )
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  const signature = sign('sha256', Buffer.from(`${covered}.${base64url(manifest)}`), key).toString(
    'base64url',
  )
  const header = { jwk: publicKey.export({ format: 'jwk' }), alg: 'ES256' }
  const signatures = JSON.stringify([{ header, signature, protected: covered }], null, 3)
  return `${head},\n   "signatures": ${signatures}${tail}`
}

/** What an index says of one manifest; `annotations` stand in the index only, the API drops them. */
export interface EntryPart {
  readonly mediaType: string
  readonly size: number
  readonly digest: string
  readonly platform: JsonObject
  readonly annotations?: JsonObject
}

export const entryOf = (child: Document, platform: JsonObject): EntryPart => ({
  mediaType: imageType,
  size: Buffer.byteLength(child.manifest),
  digest: child.digest,
  platform,
})

export interface IndexParts {
  readonly entries: readonly EntryPart[]
  readonly children: readonly Document[]
  readonly written: (manifest: string) => string
}

/** A manifest list as `docker manifest push` writes it and the API server describes it, blanked or not. */
export const index = ({ entries, children, written }: IndexParts, embedded: boolean): Document => {
  const manifest = written(
    JSON.stringify({ schemaVersion: 2, mediaType: listType, manifests: entries }, null, 3),
  )
  const digest = digestOf(manifest)
  const image: JsonObject = {
    metadata: { name: digest },
    dockerImageReference: `registry.example/shop/ruby@${digest}`,
    dockerImageMetadata: {
      kind: 'DockerImage',
      apiVersion: '1.0',
      Id: digest,
      Created: '2020-01-02T03:04:05Z',
    },
    dockerImageMetadataVersion: '1.0',
    dockerImageManifestMediaType: listType,
    dockerImageLayers: null,
    dockerImageManifests: entries.map(
      (entry): Json => ({
        digest: entry.digest,
        mediaType: entry.mediaType,
        manifestSize: entry.size,
        architecture: '',
        os: '',
        ...entry.platform,
      }),
    ),
    ...(embedded ? { dockerImageManifest: manifest } : {}),
  }
  return { digest, manifest, config: null, image, children }
}
