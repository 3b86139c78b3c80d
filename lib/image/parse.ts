import { digestProblem, parseDigest } from '../digest.ts'
import type { Item } from '../export/item.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { pointerTo } from '../json/pointer.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { type FieldReader, fieldReader } from './fields.ts'
import type { EntryClaim, Image, LayerClaim, MetadataClaim } from './image.ts'
import { manifestType } from './media-type.ts'
import { type ImageName, parseName } from './name.ts'
import { parseReference } from './reference.ts'
import { entriesField, layersField, sizeField, stringField } from './schema.ts'
import { readJwsSignatures, readSignatures } from './signatures.ts'

const orderAnnotation = 'image.openshift.io/dockerLayersOrder'

const own = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

/** The object at `key`, or an empty one: for containers whose absence is no fault of its own. */
const objectAt = (fields: FieldReader, object: JsonObject, key: string, path: string): JsonObject =>
  fields.enter(own(object, key), path) ?? {}

const readLayers = (fields: FieldReader, value: JsonObject, root: string): LayerClaim[] | null =>
  fields
    .list(layersField, own(value, 'dockerImageLayers'), `${root}/dockerImageLayers`, 'layers')
    ?.map((layer) => ({
      digest: layer.name,
      size: layer.size ?? null,
      mediaType: layer.mediaType || null,
    })) ?? null

const readEntries = (fields: FieldReader, value: JsonObject, root: string): EntryClaim[] | null =>
  fields
    .list(entriesField, own(value, 'dockerImageManifests'), `${root}/dockerImageManifests`, 'indexEntries')
    ?.map((entry) => ({
      digest: entry.digest,
      mediaType: entry.mediaType || null,
      size: entry.manifestSize ?? null,
      architecture: entry.architecture || null,
      os: entry.os || null,
      variant: entry.variant || null,
    })) ?? null

const readMetadata = (fields: FieldReader, value: JsonObject, root: string): MetadataClaim | null => {
  const path = `${root}/dockerImageMetadata`
  const metadata = fields.enter(own(value, 'dockerImageMetadata'), path)
  if (metadata === null) return null
  const text = (key: string) => fields.read(stringField, own(metadata, key), `${path}/${key}`) || null
  return {
    id: text('Id'),
    size: fields.read(sizeField, own(metadata, 'Size'), `${path}/Size`),
    architecture: text('Architecture'),
    created: text('Created'),
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
const chooseDigest = (innerName: string | null, name: ImageName | null, reference: string | null) => {
  const referred = reference === null ? null : (parseReference(reference)?.digest ?? null)
  const candidates = [innerName, name?.id ?? null, referred]
  for (const text of candidates) {
    if (text === null) continue
    const problem = digestProblem(text)
    if (problem === null || problem === 'unsupported') return { digestText: text, digest: parseDigest(text) }
  }
  return { digestText: null, digest: null }
}

const bytesOf = (text: string | null): Buffer | null =>
  text === null || text === '' ? null : Buffer.from(text, 'utf8')

/** Reads an item's fields, each by itself: one that is wrong costs what depends on it and nothing else. */
export const parseImage = (item: Item, limits: Limits = defaultLimits): Image => {
  const fields = fieldReader(item.flaws, limits)
  const root = item.kind === 'Image' ? '' : '/image'
  const outer = item.value
  const outerMetadata = objectAt(fields, outer, 'metadata', '/metadata')
  const value = root === '' ? outer : objectAt(fields, outer, 'image', root)
  const metadata = root === '' ? outerMetadata : objectAt(fields, value, 'metadata', `${root}/metadata`)
  const text = (object: JsonObject, key: string, path: string) =>
    fields.read(stringField, own(object, key), pointerTo(path, key)) || null

  const namespace = text(outerMetadata, 'namespace', '/metadata') ?? item.namespace
  const nameText = text(outerMetadata, 'name', '/metadata')
  const name = nameText === null ? null : parseName(item.kind, nameText, namespace)
  const innerName = root === '' ? nameText : text(metadata, 'name', `${root}/metadata`)
  const reference = text(value, 'dockerImageReference', root)
  const mediaType = text(value, 'dockerImageManifestMediaType', root)
  const annotations = objectAt(fields, metadata, 'annotations', `${root}/metadata/annotations`)
  const order = text(annotations, orderAnnotation, `${root}/metadata/annotations`)
  const manifestText = text(value, 'dockerImageManifest', root)
  const claims = readLayers(fields, value, root)
  const entries = readEntries(fields, value, root)
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
    ...chooseDigest(innerName, name, reference),
    reference,
    type: shape === 'index' || (shape === undefined && (entries?.length ?? 0) > 0) ? 'index' : 'image',
    mediaType,
    manifestBytes: bytesOf(manifestText),
    manifestAmbiguous: fields.isAmbiguous(`${root}/dockerImageManifest`),
    configBytes: bytesOf(text(value, 'dockerImageConfig', root)),
    metadata: readMetadata(fields, value, root),
    layers: claims !== null && reversed ? claims.toReversed() : claims,
    layersReversed: reversed,
    layersOrderStated: order === 'ascending' || order === 'descending',
    entries,
    signatures: readSignatures(fields, own(value, 'signatures'), `${root}/signatures`, limits),
    manifestSignatures: readJwsSignatures(
      fields,
      own(value, 'dockerImageSignatures'),
      `${root}/dockerImageSignatures`,
      limits,
    ),
    faults: fields.faults,
    flaws: item.flaws,
    item: outer,
    value: isObject(value) ? value : {},
  }
}
