import { isDigest, parseDigest } from '../digest.ts'
import type { Item } from '../export/item.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { check, type Fields, fieldsOf, isAmbiguous, listAt, objectAt, sizeAt, textAt } from './fields.ts'
import type { EntryClaim, Image, LayerClaim, MetadataClaim } from './image.ts'
import { manifestType } from './media-type.ts'
import { type ImageName, parseName } from './name.ts'
import { parseReference } from './reference.ts'
import { entriesField, isSize, layersField } from './schema.ts'
import { readJwsSignatures, readSignatures } from './signatures.ts'

const orderAnnotation = 'image.openshift.io/dockerLayersOrder'

const nothing: JsonObject = Object.freeze({})

/** The claims of a list whose every element is what it should be; null leaves it to a schema to say what is not. */
const plainLayers = (list: readonly Json[]): LayerClaim[] | null => {
  const claims: LayerClaim[] = []
  for (const element of list) {
    if (!isObject(element)) return null
    const { name, size = null, mediaType = null } = element
    if (typeof name !== 'string' || (size !== null && !isSize(size))) return null
    if (mediaType !== null && typeof mediaType !== 'string') return null
    const digest = parseDigest(name)
    if (digest === null) return null
    claims.push({ digest, size, mediaType: mediaType || null })
  }
  return claims
}

const readLayers = (fields: Fields, value: JsonObject, root: string): LayerClaim[] | null => {
  const list = listAt(fields, value, 'dockerImageLayers', root, 'layers')
  if (list === null) return null
  const plain = plainLayers(list)
  if (plain !== null) return plain
  const read = check(fields, layersField, [...list], `${root}/dockerImageLayers`)
  return (
    read?.map(({ name, size, mediaType }) => ({
      digest: name,
      size: size ?? null,
      mediaType: mediaType || null,
    })) ?? null
  )
}

const readEntries = (fields: Fields, value: JsonObject, root: string): EntryClaim[] | null => {
  const list = listAt(fields, value, 'dockerImageManifests', root, 'indexEntries')
  if (list === null) return null
  const read = check(fields, entriesField, [...list], `${root}/dockerImageManifests`)
  return (
    read?.map((entry) => ({
      digest: entry.digest,
      mediaType: entry.mediaType || null,
      size: entry.manifestSize ?? null,
      architecture: entry.architecture || null,
      os: entry.os || null,
      variant: entry.variant || null,
    })) ?? null
  )
}

const readMetadata = (fields: Fields, value: JsonObject, root: string): MetadataClaim | null => {
  const metadata = objectAt(fields, value, 'dockerImageMetadata', root)
  if (metadata === null) return null
  const path = `${root}/dockerImageMetadata`
  return {
    id: textAt(fields, metadata, 'Id', path),
    size: sizeAt(fields, metadata, 'Size', path),
    architecture: textAt(fields, metadata, 'Architecture', path),
    created: textAt(fields, metadata, 'Created', path),
    value: metadata,
  }
}

/**
 * Whether `dockerImageLayers` stands base last. Without the annotation the server's own rule holds: schema 2 does
 * (openshift-apiserver `ReorderImageLayers`), anything else does not.
 */
const isReversed = (order: string | null, mediaType: string | null): boolean => {
  if (order === 'ascending') return false
  if (order === 'descending') return true
  return manifestType(mediaType)?.shape === 'image'
}

/** The digest that the verdict speaks of: the image's own name, else the name's, else that of a sound reference. */
const chooseDigest = (
  innerName: string | null,
  name: ImageName | null,
  reference: string | null,
): string | null => {
  if (innerName !== null && isDigest(innerName)) return innerName
  const id = name?.id ?? null
  if (id !== null && isDigest(id)) return id
  return reference === null ? null : (parseReference(reference)?.digest ?? null)
}

const bytesOf = (text: string | null): Buffer | null =>
  text === null || text === '' ? null : Buffer.from(text, 'utf8')

/** Reads an item's fields, each by itself: one that is wrong costs what depends on it and nothing else. */
export const parseImage = (item: Item, limits: Limits = defaultLimits): Image => {
  const fields = fieldsOf(item.flaws, limits)
  const root = item.kind === 'Image' ? '' : '/image'
  const outer = item.value
  // Containers whose absence is no fault of its own.
  const outerMetadata = objectAt(fields, outer, 'metadata', '') ?? nothing
  const value = root === '' ? outer : (objectAt(fields, outer, 'image', '') ?? nothing)
  const metadata = root === '' ? outerMetadata : (objectAt(fields, value, 'metadata', root) ?? nothing)
  const metadataPath = `${root}/metadata`

  const namespace = textAt(fields, outerMetadata, 'namespace', '/metadata') ?? item.namespace
  const nameText = textAt(fields, outerMetadata, 'name', '/metadata')
  const name = nameText === null ? null : parseName(item.kind, nameText, namespace)
  const innerName = root === '' ? nameText : textAt(fields, metadata, 'name', metadataPath)
  const reference = textAt(fields, value, 'dockerImageReference', root)
  const mediaType = textAt(fields, value, 'dockerImageManifestMediaType', root)
  const annotations = objectAt(fields, metadata, 'annotations', metadataPath) ?? nothing
  const order = textAt(fields, annotations, orderAnnotation, `${metadataPath}/annotations`)
  const manifestText = textAt(fields, value, 'dockerImageManifest', root)
  const claims = readLayers(fields, value, root)
  const entries = readEntries(fields, value, root)
  const digestText = chooseDigest(innerName, name, reference)
  const reversed = isReversed(order, mediaType)
  const shape = manifestType(mediaType)?.shape
  return {
    source: item.source,
    document: item.document,
    path: item.path,
    kind: item.kind,
    name,
    namespace,
    root,
    innerName,
    digestText,
    digest: digestText === null ? null : parseDigest(digestText),
    reference,
    type: shape === 'index' || (shape === undefined && (entries?.length ?? 0) > 0) ? 'index' : 'image',
    mediaType,
    manifestBytes: bytesOf(manifestText),
    manifestAmbiguous: isAmbiguous(fields, `${root}/dockerImageManifest`),
    configBytes: bytesOf(textAt(fields, value, 'dockerImageConfig', root)),
    metadata: readMetadata(fields, value, root),
    layers: claims !== null && reversed ? claims.toReversed() : claims,
    layersReversed: reversed,
    layersOrderStated: order === 'ascending' || order === 'descending',
    entries,
    signatures: readSignatures(fields, value, root),
    manifestSignatures: readJwsSignatures(fields, value, root),
    faults: fields.faults,
    flaws: item.flaws,
    offset: item.offset,
    item: outer,
    value,
  }
}
