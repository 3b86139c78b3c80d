import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { printable } from '../json/printable.ts'
import { type ImageKind, imageKinds } from './item.ts'
import type { Problem } from './rejection.ts'

const listKinds: ReadonlySet<unknown> = new Set([
  'List',
  'ImageList',
  'ImageStreamTagList',
  'ImageStreamImageList',
])
const apiVersions: ReadonlySet<unknown> = new Set(['v1', 'image.openshift.io/v1'])
const streamKinds: ReadonlySet<unknown> = new Set(['ImageStream', 'ImageStreamList'])

/** Raw documents and outputs of other tools, each by a field set that API objects do not have. */
const foreign: readonly { what: string; fields: readonly string[] }[] = [
  { what: 'a raw manifest', fields: ['schemaVersion', 'layers'] },
  { what: 'a raw index', fields: ['schemaVersion', 'manifests'] },
  { what: 'a raw schema 1 manifest', fields: ['schemaVersion', 'fsLayers'] },
  { what: "an image's configuration", fields: ['rootfs', 'architecture'] },
  { what: 'the output of `skopeo inspect`', fields: ['Digest', 'Layers', 'Architecture'] },
  { what: 'the output of `docker inspect`', fields: ['RepoDigests', 'RootFS'] },
  { what: 'the output of `oc image info`', fields: ['contentDigest', 'layers'] },
]

/** What `assay report` and `assay audit` write: whole reports by their kind, an image's by what no API object has. */
const reportKinds: ReadonlySet<unknown> = new Set(['ExportReport', 'AuditReport'])
const reportFields = ['verification', 'findings', 'source', 'document']

const isReport = (value: JsonObject): boolean =>
  reportKinds.has(value.kind) ||
  (reportFields.every((field) => Object.hasOwn(value, field)) &&
    !['metadata', 'image'].some((field) => Object.hasOwn(value, field)))

const assayReport: Problem = {
  code: 'assay-report',
  message:
    'found a report of assay, not an export: give the export that it was made of, as `oc get images -o json` writes it',
}

const expected = 'expected an Image, ImageStreamTag, ImageStreamImage, ImageStreamImport or a list of these'

/** Absent, null and empty are alike, as they are to Go. */
const isBlank = (value: Json | undefined): boolean => value === undefined || value === null || value === ''

/** What a value is, in words, with as much of it as a message can bear. */
export const describe = (value: Json | undefined): string => {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (isObject(value)) {
    const names = Object.keys(value)
    if (names.length === 0) return 'an empty object'
    const shown = names.slice(0, 5).map((name) => printable(name, 30))
    return `an object with ${shown.join(', ')}${names.length > shown.length ? ' and more' : ''}`
  }
  return typeof value === 'string' ? `the text "${printable(value, 40)}"` : `the ${typeof value} ${value}`
}

/** Whether the object says that it is of the cluster's API, as those of exports do. */
export const isOfApi = (value: JsonObject): boolean => apiVersions.has(value.apiVersion)

const apiVersionProblem = (value: JsonObject): Problem | null => {
  const { apiVersion } = value
  if (isBlank(apiVersion) || apiVersions.has(apiVersion)) return null
  const found = typeof apiVersion === 'string' ? `"${printable(apiVersion, 60)}"` : describe(apiVersion)
  return {
    code: 'api-version',
    message: `apiVersion is ${found}; expected image.openshift.io/v1, v1 or none: export with \`oc get images -o json\``,
  }
}

/** A namespace as Kubernetes allows it may stand in a command; anything else may not. */
const namespaceOf = (value: JsonObject): string => {
  const metadata = value.metadata
  const namespace = isObject(metadata) ? metadata.namespace : undefined
  return typeof namespace === 'string' && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)
    ? namespace
    : 'NAMESPACE'
}

const kindProblem = (value: JsonObject): Problem => {
  const { kind } = value
  if (streamKinds.has(kind)) {
    const remedy = `run \`oc get istag -n ${namespaceOf(value)} -o json\` or \`oc get images -o json\` and give that`
    return { code: 'image-stream', message: `found an ImageStream, which only names its images: ${remedy}` }
  }
  const name = typeof kind === 'string' ? `kind ${printable(kind, 60)}` : `kind ${describe(kind)}`
  const said =
    kind === 'Status' && typeof value.message === 'string' ? ` ("${printable(value.message, 200)}")` : ''
  return {
    code: 'unknown-kind',
    message: `found ${name}${said}; ${expected}: export with \`oc get images -o json\``,
  }
}

/** What keeps a list with this `kind` and `apiVersion` from being read; null when nothing does. */
export const listProblem = (envelope: JsonObject): Problem | null => {
  const { kind } = envelope
  if (!isBlank(kind) && !listKinds.has(kind)) return kindProblem(envelope)
  return apiVersionProblem(envelope)
}

export const isListKind = (kind: Json | undefined): boolean => listKinds.has(kind)

/** Whether the object is an import answer: {@link kindOf} knows nothing of those. */
export const isImport = (value: Json): value is JsonObject =>
  isObject(value) && value.kind === 'ImageStreamImport' && apiVersionProblem(value) === null

const isImageKind = (kind: Json | undefined): kind is ImageKind =>
  (imageKinds as readonly unknown[]).includes(kind)

const isTag = (value: JsonObject): boolean => {
  const metadata = value.metadata
  const name = isObject(metadata) ? metadata.name : undefined
  const named = typeof name === 'string' && name.includes(':') && !name.includes('@')
  return named || Object.hasOwn(value, 'tag') || Object.hasOwn(value, 'lookupPolicy')
}

const kindByFields = (value: JsonObject): ImageKind | Problem => {
  if (isObject(value.image)) return isTag(value) ? 'ImageStreamTag' : 'ImageStreamImage'
  const names = Object.keys(value)
  if (names.some((name) => name.startsWith('dockerImage'))) return 'Image'
  if (Array.isArray(value.items)) return nestedList
  const known = foreign.find(({ fields }) => fields.every((field) => Object.hasOwn(value, field)))
  if (known !== undefined) {
    const remedy = 'give it with `--evidence`, beside an export made with `oc get images -o json`'
    return { code: 'raw-manifest', message: `found ${known.what}, not an API object: ${remedy}` }
  }
  return { code: 'not-an-image', message: `found ${describe(value)}; ${expected}` }
}

const nestedList: Problem = {
  code: 'nested-list',
  message: 'found a list inside a list; expected an image: give each list as a document of its own',
}

/**
 * The kind of an element of an export, or why it is none. Without `kind`, as in typed lists, its fields tell:
 * `image` with `tag`, `lookupPolicy` or a name with a colon is an ImageStreamTag, `image` alone an ImageStreamImage,
 * any `dockerImage…` field an Image.
 */
export const kindOf = (value: Json, path: string): ImageKind | Problem => {
  if (!isObject(value))
    return {
      code: 'not-an-object',
      message: `found ${describe(value)}; ${expected}, as \`oc -o json\` writes them`,
    }
  if (isReport(value)) return assayReport
  const { kind } = value
  if (listKinds.has(kind)) {
    if (path !== '') return nestedList
    const items = describe(value.items)
    return { code: 'empty', message: `found a list whose items are ${items}; expected an array of images` }
  }
  if (!isBlank(kind) && !isImageKind(kind))
    return kind === 'ImageStreamImport'
      ? (apiVersionProblem(value) ?? kindProblem(value))
      : kindProblem(value)
  return apiVersionProblem(value) ?? (isImageKind(kind) ? kind : kindByFields(value))
}
