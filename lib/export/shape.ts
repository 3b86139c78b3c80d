import {
  any,
  anyFields,
  apart,
  arrayOf,
  integer,
  mapOf,
  refused,
  type Shape,
  type Struct,
  struct,
  unread,
} from '../json/shape.ts'
import type { ImageKind } from './item.ts'

/** `ObjectMeta` (k8s.io/apimachinery meta/v1). */
const metadata = struct({
  ...anyFields(
    'name generateName namespace selfLink uid resourceVersion creationTimestamp deletionTimestamp',
  ),
  ...anyFields('ownerReferences finalizers clusterName initializers'),
  managedFields: unread(any),
  generation: integer,
  deletionGracePeriodSeconds: integer,
  labels: mapOf(any),
  annotations: mapOf(any),
})

/** `DockerConfig` (openshift/api image/docker10). */
const dockerConfigFields: Readonly<Record<string, Shape>> = {
  ...anyFields(
    'Hostname Domainname User Memory MemorySwap CpuShares Cpuset AttachStdin AttachStdout AttachStderr',
  ),
  ...anyFields('PortSpecs Tty OpenStdin StdinOnce Env Cmd Dns Image VolumesFrom WorkingDir Entrypoint'),
  ...anyFields('NetworkDisabled SecurityOpts OnBuild'),
  ExposedPorts: mapOf(any),
  Volumes: mapOf(any),
  Labels: mapOf(any),
}

/** What of it is asked for: the labels, which tell what annotations a blanked manifest had. */
const labelled = struct({
  ...dockerConfigFields,
  ...Object.fromEntries(
    ['Env', 'Cmd', 'Entrypoint', 'OnBuild', 'SecurityOpts', 'PortSpecs', 'ExposedPorts', 'Volumes'].map(
      (name) => [name, unread(dockerConfigFields[name] ?? any)],
    ),
  ),
})

/** `DockerImage` (openshift/api image/docker10). */
const dockerImageMetadata = struct({
  ...anyFields('kind apiVersion Id Parent Comment Created Container DockerVersion Author Architecture'),
  ContainerConfig: unread(struct(dockerConfigFields)),
  Config: labelled,
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
const imageFields = {
  ...anyFields('kind apiVersion dockerImageReference dockerImageMetadataVersion dockerImageManifest'),
  ...anyFields('dockerImageManifestMediaType dockerImageConfig dockerImageSignatures'),
  metadata,
  dockerImageMetadata,
  dockerImageLayers: arrayOf(struct({ name: any, size: integer, mediaType: any })),
  dockerImageManifests: arrayOf(
    struct({ ...anyFields('digest mediaType architecture os variant'), manifestSize: integer }),
  ),
  signatures: arrayOf(signature),
}
const imageShape: Struct = struct(imageFields)

const tagFields = {
  ...anyFields('kind apiVersion lookupPolicy'),
  metadata,
  // `tag` is a TagReference, which the analysis does not read.
  tag: any,
  generation: integer,
  conditions: arrayOf(
    struct({ ...anyFields('type status lastTransitionTime reason message'), generation: integer }),
  ),
  image: imageShape,
}

/** An element of an export, by its kind (openshift/api image/v1). */
export const itemShapes: Readonly<Record<ImageKind, Struct>> = {
  Image: imageShape,
  ImageStreamImage: struct({ kind: any, apiVersion: any, metadata, image: imageShape }),
  ImageStreamTag: struct(tagFields),
}

const importedImage = struct({
  ...anyFields('status tag'),
  image: apart(imageShape),
  manifests: arrayOf(apart(imageShape)),
})

/** `ImageStreamImport` (openshift/api image/v1), as far as its answer holds images. */
const importFields = {
  ...anyFields('kind apiVersion spec'),
  metadata,
  status: struct({
    import: any,
    repository: struct({ status: any, images: arrayOf(importedImage), additionalTags: any }),
    images: arrayOf(importedImage),
  }),
}
export const importShape: Struct = struct(importFields)

const elementFields = { ...imageFields, ...tagFields, ...importFields }

/** An element before its kind is known: what has no flaw by this shape has none by that of its kind. */
export const elementShape: Struct = struct(elementFields)

/** The same for a document that is no list. */
export const documentShape: Struct = struct({ ...elementFields, items: refused })

/** What stands around a list's items. */
export const listShape: Shape = struct({ ...anyFields('kind apiVersion metadata'), items: any })
