import { any, anyFields, arrayOf, integer, mapOf, type Shape, struct } from '../json/shape.ts'

const platform = struct(anyFields('architecture os os.version os.features variant features'))

/** OCI image-spec descriptor.md; Docker's has a part of its fields. */
const descriptor = struct({
  ...anyFields('mediaType digest urls data artifactType'),
  size: integer,
  annotations: mapOf(any),
  platform,
})

/** A raw manifest of any kind: schema 1 (signed or not), schema 2 and OCI, index (OCI image-spec; docker/distribution). */
export const manifestShape: Shape = struct({
  ...anyFields('mediaType artifactType name tag architecture'),
  schemaVersion: integer,
  config: descriptor,
  layers: arrayOf(descriptor),
  manifests: arrayOf(descriptor),
  blobs: arrayOf(descriptor),
  subject: descriptor,
  annotations: mapOf(any),
  fsLayers: arrayOf(struct({ blobSum: any })),
  history: arrayOf(struct({ v1Compatibility: any })),
  signatures: arrayOf(struct({ header: struct(anyFields('jwk alg chain')), signature: any, protected: any })),
})

/** `config` of an image's configuration (OCI image-spec config.md; moby container.Config). */
const containerConfig = struct({
  ...anyFields(
    'Hostname Domainname User AttachStdin AttachStdout AttachStderr Tty OpenStdin StdinOnce Env Cmd',
  ),
  ...anyFields(
    'Healthcheck ArgsEscaped Image WorkingDir Entrypoint NetworkDisabled MacAddress OnBuild StopSignal',
  ),
  ...anyFields('StopTimeout Shell Memory MemorySwap CpuShares'),
  ExposedPorts: mapOf(any),
  Volumes: mapOf(any),
  Labels: mapOf(any),
})

/** An image's configuration (OCI image-spec config.md; Docker image spec v1). */
export const configShape: Shape = struct({
  ...anyFields('id parent comment created container docker_version author architecture variant os'),
  ...anyFields('os.version os.features'),
  Size: any,
  container_config: containerConfig,
  config: containerConfig,
  rootfs: struct({ type: any, diff_ids: arrayOf(any) }),
  history: arrayOf(struct(anyFields('created author created_by comment empty_layer'))),
})
