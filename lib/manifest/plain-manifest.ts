import { type Digest, parseDigest } from '../digest.ts'
import { isSize } from '../image/schema.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import type {
  Descriptor,
  Entry,
  ImageManifest,
  IndexManifest,
  Manifest,
  Schema1Manifest,
} from './manifest.ts'
import { isPlainType } from './plain-image.ts'

// These read what nearly every manifest is: known members of the right types and no others that would have to be
// looked at. Each gives what its schema gives, in a tenth of the time, or null and leaves it to the schema.

const isTextOrAbsent = (value: Json | undefined): value is string | undefined =>
  value === undefined || typeof value === 'string'

const isTypeOrAbsent = (value: Json | undefined): value is string | undefined =>
  value === undefined || (typeof value === 'string' && isPlainType(value))

const isAbsent = (object: JsonObject, names: readonly string[]): boolean => {
  for (const name of names) if (object[name] !== undefined) return false
  return true
}

const beyondManifests = ['artifactType', 'subject', 'annotations']
const beyondDescriptors = ['urls', 'annotations', 'data', 'artifactType']
const beyondPlatforms = ['os.features', 'features']

const plainDescriptor = (value: Json | undefined): Descriptor | null => {
  if (!isObject(value) || !isAbsent(value, beyondDescriptors)) return null
  const { mediaType, digest, size } = value
  if (typeof mediaType !== 'string' || typeof digest !== 'string' || !isSize(size)) return null
  const parsed = parseDigest(digest)
  return parsed === null || !isPlainType(mediaType) ? null : { mediaType, digest: parsed, size }
}

const plainImage = (value: JsonObject): ImageManifest | null => {
  const { schemaVersion, mediaType, layers: given } = value
  if (schemaVersion !== 2 || !isTypeOrAbsent(mediaType) || !Array.isArray(given)) return null
  const config = plainDescriptor(value.config)
  if (config === null || !isAbsent(value, beyondManifests)) return null
  const layers: Descriptor[] = []
  for (const layer of given) {
    const descriptor = plainDescriptor(layer)
    if (descriptor === null) return null
    layers.push(descriptor)
  }
  return { type: 'image', mediaType: mediaType ?? null, config, layers, value }
}

const plainEntry = (value: Json): Entry | null => {
  const descriptor = plainDescriptor(value)
  if (descriptor === null) return null
  const { platform = {} } = value as JsonObject
  if (!isObject(platform) || !isAbsent(platform, beyondPlatforms)) return null
  const { architecture, os, variant, 'os.version': osVersion } = platform
  // A platform that is there names both.
  if ((value as JsonObject).platform !== undefined && (architecture === undefined || os === undefined))
    return null
  if (!isTextOrAbsent(architecture) || !isTextOrAbsent(os)) return null
  if (!isTextOrAbsent(variant) || !isTextOrAbsent(osVersion)) return null
  return {
    ...descriptor,
    architecture: architecture || null,
    os: os || null,
    osVersion: osVersion || null,
    variant: variant || null,
  }
}

const plainIndex = (value: JsonObject): IndexManifest | null => {
  const { schemaVersion, mediaType, manifests } = value
  if (schemaVersion !== 2 || !isTypeOrAbsent(mediaType) || !Array.isArray(manifests)) return null
  if (!isAbsent(value, beyondManifests)) return null
  const entries: Entry[] = []
  for (const manifest of manifests) {
    const entry = plainEntry(manifest)
    if (entry === null) return null
    entries.push(entry)
  }
  return { type: 'index', mediaType: mediaType ?? null, entries, value }
}

const plainSchema1 = (value: JsonObject): Schema1Manifest | null => {
  const { schemaVersion, mediaType, name, tag, architecture, fsLayers, history, signatures = [] } = value
  if (schemaVersion !== 1 || !isTypeOrAbsent(mediaType)) return null
  if (!isTextOrAbsent(name) || !isTextOrAbsent(tag) || !isTextOrAbsent(architecture)) return null
  if (!Array.isArray(fsLayers) || !Array.isArray(history)) return null
  if (!Array.isArray(signatures) || !signatures.every(isObject)) return null
  const layers: Digest[] = []
  for (const layer of fsLayers) {
    const digest = isObject(layer) && typeof layer.blobSum === 'string' ? parseDigest(layer.blobSum) : null
    if (digest === null) return null
    layers.push(digest)
  }
  const texts: string[] = []
  for (const entry of history) {
    if (!isObject(entry) || typeof entry.v1Compatibility !== 'string') return null
    texts.push(entry.v1Compatibility)
  }
  return {
    type: 'schema1',
    mediaType: mediaType ?? null,
    architecture: architecture || null,
    layers: layers.toReversed(),
    history: texts,
    value,
  }
}

/** What a JSON object says as a manifest of each kind, where it is plain; null where a schema must look at it. */
export const plainManifest: Record<Manifest['type'], (value: JsonObject) => Manifest | null> = {
  image: plainImage,
  index: plainIndex,
  schema1: plainSchema1,
}
