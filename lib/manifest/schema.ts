import * as v from 'valibot'
import { isBase64 } from '../base64.ts'
import { digestField, sizeField } from '../image/schema.ts'
import { isObject } from '../json/json.ts'

const text = v.optional(v.string())
const texts = v.optional(v.array(v.string()))

// RFC 6838, section 4.2, as image-spec's schema has it.
const typeName = '[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}'
const typeGrammar = new RegExp(`^${typeName}/${typeName}$`)
// As a check: of a regular expression valibot says that the expression was expected.
const mediaType = v.pipe(
  v.string(),
  v.check((given) => typeGrammar.test(given), 'a media type (RFC 6838)'),
)

/** One issue for the whole map: a hostile one has hundreds of thousands of members. */
const isTextMap = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((member) => typeof member === 'string')
const annotations = v.optional(v.pipe(v.unknown(), v.check(isTextMap, 'an object of texts')))

const isUri = (value: unknown): boolean => typeof value === 'string' && URL.canParse(value)
const isUris = (value: unknown): boolean => Array.isArray(value) && value.every(isUri)

/** What has to be an object, but with members that nobody here reads. */
const object = v.pipe(v.unknown(), v.check(isObject, 'Object'))

/** OCI image-spec descriptor.md, as its schema has it; only digests that can be recomputed here are known. */
const descriptor = v.looseObject({
  mediaType,
  digest: digestField,
  size: sizeField,
  urls: v.optional(v.pipe(v.unknown(), v.check(isUris, 'an array of URIs'))),
  annotations,
  data: v.optional(v.pipe(v.string(), v.check(isBase64, 'base64'))),
  artifactType: v.optional(mediaType),
})

const platform = v.looseObject({
  architecture: v.string(),
  os: v.string(),
  'os.version': text,
  'os.features': texts,
  variant: text,
  features: texts,
})

const common = {
  mediaType: v.optional(mediaType),
  artifactType: v.optional(mediaType),
  subject: v.optional(descriptor),
  annotations,
}

/** Docker schema 2, OCI image manifest (image-spec manifest.md). An image without layers is legal: `FROM scratch`. */
export const imageSchema = v.looseObject({
  schemaVersion: v.literal(2),
  ...common,
  config: descriptor,
  layers: v.array(descriptor),
})

/** Docker manifest list, OCI image index (image-spec image-index.md). */
export const indexSchema = v.looseObject({
  schemaVersion: v.literal(2),
  ...common,
  manifests: v.array(v.looseObject({ ...descriptor.entries, platform: v.optional(platform) })),
})

/** Docker schema 1 (distribution, manifest-v2-1.md). */
export const schema1Schema = v.looseObject({
  schemaVersion: v.literal(1),
  mediaType: v.optional(mediaType),
  name: text,
  tag: text,
  architecture: text,
  fsLayers: v.array(v.looseObject({ blobSum: digestField })),
  history: v.array(v.looseObject({ v1Compatibility: v.string() })),
  signatures: v.optional(v.array(object)),
})

export type GivenDescriptor = v.InferOutput<typeof descriptor>
