import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'

/** An image object with one field that is false, and what a report must say of it. */
export interface Lie {
  readonly image: JsonObject
  /** JSON Pointer from the image object. */
  readonly path: string
  readonly expected: string
}

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

const layersOf = (image: JsonObject): readonly JsonObject[] =>
  Array.isArray(image.dockerImageLayers) ? image.dockerImageLayers.filter(isObject) : []

const metadataOf = (image: JsonObject): JsonObject =>
  isObject(image.dockerImageMetadata) ? image.dockerImageMetadata : {}

const sizes: readonly ((size: number) => number)[] = [
  (size) => size + 1,
  (size) => size * 2,
  () => 0,
  (size) => Math.max(0, size - 777),
  (size) => size + 500_000_000,
]

const types = [
  'application/vnd.oci.image.layer.v1.tar+gzip',
  'application/vnd.docker.image.rootfs.diff.tar',
  'application/vnd.oci.image.layer.v1.tar+zstd',
]

const of = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

const lie = (image: JsonObject, i: number, member: string, value: string | number): Lie => {
  const layers = layersOf(image)
  const layer = layers[i] ?? {}
  return {
    image: { ...image, dockerImageLayers: layers.with(i, { ...layer, [member]: value }) },
    path: `/dockerImageLayers/${i}/${member}`,
    expected: textOf(layer[member]),
  }
}

/** The kinds of lies that a repair search undoes; `n` chooses which one. Null where an image has no room for it. */
export const lies: Readonly<Record<string, (image: JsonObject, n: number) => Lie | null>> = {
  Size: (image, n) => {
    const metadata = metadataOf(image)
    const truth = Number(metadata.Size)
    return {
      image: { ...image, dockerImageMetadata: { ...metadata, Size: of(sizes, n)(truth) } },
      path: '/dockerImageMetadata/Size',
      expected: textOf(truth),
    }
  },
  "a layer's size": (image, n) => {
    const layers = layersOf(image)
    const i = n % layers.length
    const truth = Number(layers[i]?.size)
    // 0 is no lie: the server did not know the size.
    const told = of(sizes, n)(truth) || 1
    return told === truth ? null : lie(image, i, 'size', told)
  },
  "a layer's media type": (image, n) => lie(image, n % layersOf(image).length, 'mediaType', of(types, n)),
  'two neighbours swapped': (image, n) => {
    const layers = layersOf(image)
    const i = n % Math.max(1, layers.length - 1)
    const [lower, upper] = [layers[i], layers[i + 1]]
    if (lower === undefined || upper === undefined || lower.name === upper.name) return null
    return {
      image: { ...image, dockerImageLayers: layers.with(i, upper).with(i + 1, lower) },
      path: `/dockerImageLayers/${i}`,
      expected: textOf(lower.name),
    }
  },
}
