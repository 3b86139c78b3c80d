/** Media types of manifests, configs and layers, and what each one means (OCI image-spec media-types.md, distribution). */
export const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json'
export const dockerIndex = 'application/vnd.docker.distribution.manifest.list.v2+json'
export const ociManifest = 'application/vnd.oci.image.manifest.v1+json'
export const ociIndex = 'application/vnd.oci.image.index.v1+json'
export const schema1 = 'application/vnd.docker.distribution.manifest.v1+json'
export const schema1Signed = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
export const dockerConfig = 'application/vnd.docker.container.image.v1+json'
export const ociConfig = 'application/vnd.oci.image.config.v1+json'
export const octetStream = 'application/octet-stream'
export const inToto = 'application/vnd.in-toto+json'

export const dockerLayer = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
export const ociLayer = 'application/vnd.oci.image.layer.v1.tar+gzip'

/** What a manifest's media type says it is. */
export type ManifestShapeName = 'image' | 'index' | 'schema1'
/** Who defined it: decides config media types and likely serializations. */
export type Family = 'docker' | 'oci'

const manifestTypes: ReadonlyMap<string, { shape: ManifestShapeName; family: Family }> = new Map([
  [dockerManifest, { shape: 'image', family: 'docker' }],
  [ociManifest, { shape: 'image', family: 'oci' }],
  [dockerIndex, { shape: 'index', family: 'docker' }],
  [ociIndex, { shape: 'index', family: 'oci' }],
  [schema1, { shape: 'schema1', family: 'docker' }],
  [schema1Signed, { shape: 'schema1', family: 'docker' }],
])

/** What a manifest of that media type is; undefined for an unknown one. */
export const manifestType = (mediaType: string | null) =>
  mediaType === null ? undefined : manifestTypes.get(mediaType)

/** Layers that registries must not distribute: their bytes come from `urls`. The likeliest first. */
export const foreignLayers: readonly string[] = [
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  'application/vnd.docker.image.rootfs.foreign.diff.tar',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  'application/vnd.oci.image.layer.nondistributable.v1.tar',
  'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
]

const foreign: ReadonlySet<string> = new Set(foreignLayers)

/** Whether the media type is one of {@link foreignLayers}. */
export const isForeignLayer = (mediaType: string | null): boolean =>
  mediaType !== null && foreign.has(mediaType)
