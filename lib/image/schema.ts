import * as v from 'valibot'
import { type Digest, digestProblem, parseDigest } from '../digest.ts'
import { isObject } from '../json/json.ts'

/** What is due where a digest's algorithm is none of go-digest's. */
export const knownAlgorithms = 'a digest of sha256, sha384 or sha512'

/** What is due where {@link parseDigest} does not take `text`. */
const dueDigest = (text: string): string =>
  digestProblem(text) === 'unsupported' ? knownAlgorithms : 'a digest (algorithm:hex)'

/**
 * A digest whose bytes could be hashed here. OCI image-spec lets other algorithms pass; go-digest, and with it every
 * reader that a cluster has, refuses them as `unsupported`.
 */
export const digestField = v.pipe(
  v.string(),
  v.check(
    (text) => parseDigest(text) !== null,
    ({ input }) => dueDigest(input),
  ),
  v.transform((text) => text as Digest),
)

/** A size in bytes: the API's int64, as far as a JSON number holds it exactly. */
export const sizeField = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** What {@link sizeField} lets through. */
export const isSize = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0

const text = v.nullish(v.string())

/** `dockerImageLayers[]` (openshift/api image/v1 `ImageLayer`). */
const layerField = v.looseObject({ name: digestField, size: v.nullish(sizeField), mediaType: text })

/** `dockerImageManifests[]` (openshift/api image/v1 `ImageManifest`). */
const entryField = v.looseObject({
  digest: digestField,
  mediaType: text,
  manifestSize: v.nullish(sizeField),
  architecture: text,
  os: text,
  variant: text,
})

export const layersField = v.array(layerField)
export const entriesField = v.array(entryField)
export const stringField = v.string()
/** valibot's own object schemas let arrays through. */
export const objectField = v.pipe(v.unknown(), v.check(isObject, 'Object'))
export const listField = v.array(v.unknown())
