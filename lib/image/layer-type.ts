import { dockerLayer, foreignLayers, inToto, ociLayer } from './media-type.ts'

/** Every media type that layers are known to have, likeliest first (OCI image-spec layer.md, distribution, BuildKit). */
export const layerTypes: readonly string[] = [
  dockerLayer,
  ociLayer,
  'application/vnd.oci.image.layer.v1.tar+zstd',
  'application/vnd.oci.image.layer.v1.tar',
  'application/vnd.docker.image.rootfs.diff.tar',
  'application/vnd.docker.image.rootfs.diff.tar.zstd',
  ...foreignLayers,
  inToto,
]
