import { any, anyFields, arrayOf, integer, mapOf, type Shape, struct } from '../json/shape.ts'
import type { ImageKind } from './item.ts'

/** `ObjectMeta` (k8s.io/apimachinery meta/v1). */
const metadata = struct({
  ...anyFields(
    'name generateName namespace selfLink uid resourceVersion creationTimestamp deletionTimestamp',
  ),
  ...anyFields('ownerReferences finalizers clusterName initializers managedFields'),
  generation: integer,
  deletionGracePeriodSeconds: integer,
  labels: mapOf(any),
  annotations: mapOf(any),
})

/** `DockerConfig` (openshift/api image/docker10). */
const dockerConfig = struct({
  ...anyFields(
    'Hostname Domainname User Memory MemorySwap CpuShares Cpuset AttachStdin AttachStdout AttachStderr',
  ),
  ...anyFields('PortSpecs Tty OpenStdin StdinOnce Env Cmd Dns Image VolumesFrom WorkingDir Entrypoint'),
  ...anyFields('NetworkDisabled SecurityOpts OnBuild'),
  ExposedPorts: mapOf(any),
  Volumes: mapOf(any),
  Labels: mapOf(any),
})

/** `DockerImage` (openshift/api image/docker10). */
const dockerImageMetadata = struct({
  ...anyFields('kind apiVersion Id Parent Comment Created Container DockerVersion Author Architecture'),
  ContainerConfig: dockerConfig,
  Config: dockerConfig,
  Size: integer,
})

const condition = struct(anyFields('type status lastProbeTime lastTransitionTime reason message'))

const signature = struct({
  ...anyFields('kind apiVersion type content imageIdentity created'),
  metadata,
  signedClaims: mapOf(any),
  conditions: arrayOf(condition),
  issuedBy: struct(anyFields('organization commonName')),
  issuedTo: struct(anyFields('organization commonName publicKeyID')),
})

/** `Image` (openshift/api image/v1). */
const imageShape: Shape = struct({
  ...anyFields('kind apiVersion dockerImageReference dockerImageMetadataVersion dockerImageManifest'),
  ...anyFields('dockerImageManifestMediaType dockerImageConfig dockerImageSignatures'),
  metadata,
  dockerImageMetadata,
  dockerImageLayers: arrayOf(struct({ name: any, size: integer, mediaType: any })),
  dockerImageManifests: arrayOf(
    struct({ ...anyFields('digest mediaType architecture os variant'), manifestSize: integer }),
  ),
  signatures: arrayOf(signature),
})

/** An element of an export, by its kind (openshift/api image/v1). */
export const itemShapes: Readonly<Record<ImageKind, Shape>> = {
  Image: imageShape,
  ImageStreamImage: struct({ kind: any, apiVersion: any, metadata, image: imageShape }),
  ImageStreamTag: struct({
    ...anyFields('kind apiVersion lookupPolicy'),
    metadata,
    // `tag` is a TagReference, which the analysis does not read.
    tag: any,
    generation: integer,
    conditions: arrayOf(
      struct({ ...anyFields('type status lastTransitionTime reason message'), generation: integer }),
    ),
    image: imageShape,
  }),
}

const importedImage = struct({ status: any, image: imageShape, tag: any, manifests: arrayOf(imageShape) })

/** `ImageStreamImport` (openshift/api image/v1), as far as its answer holds images. */
export const importShape: Shape = struct({
  ...anyFields('kind apiVersion spec'),
  metadata,
  status: struct({
    import: any,
    repository: struct({ status: any, images: arrayOf(importedImage), additionalTags: any }),
    images: arrayOf(importedImage),
  }),
})

/** What stands around a list's items. */
export const listShape: Shape = struct({ ...anyFields('kind apiVersion metadata'), items: any })
