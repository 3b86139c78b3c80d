import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { pointerTo } from '../json/pointer.ts'
import { printable } from '../json/printable.ts'

/** An image object of an import answer. */
export interface ImportedImage {
  /** JSON Pointer inside the answer. */
  readonly path: string
  readonly value: Json
}

function* elements(value: Json | undefined, path: string): Generator<ImportedImage> {
  if (!Array.isArray(value)) return
  for (const [index, element] of value.entries()) yield { path: pointerTo(path, index), value: element }
}

const member = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) ? value[name] : undefined

const isPresent = ({ value }: ImportedImage): boolean => value !== undefined && value !== null

function* entriesOf({ status }: JsonObject): Generator<ImportedImage> {
  yield* elements(member(status, 'images'), '/status/images')
  yield* elements(member(member(status, 'repository'), 'images'), '/status/repository/images')
}

function* imagesOf(answer: JsonObject): Generator<ImportedImage> {
  for (const { path, value } of entriesOf(answer)) {
    yield { path: `${path}/image`, value: member(value, 'image') ?? null }
    yield* elements(member(value, 'manifests'), `${path}/manifests`)
  }
}

/**
 * The image objects of an `ImageStreamImport` answer, in order: `status.images[].image` and `.manifests[]`, then those
 * of `status.repository.images[]`; null where they are more than `most`.
 */
export const importedImages = (answer: JsonObject, most: number): readonly ImportedImage[] | null => {
  const images: ImportedImage[] = []
  for (const image of imagesOf(answer)) {
    if (!isPresent(image)) continue
    if (images.length === most) return null
    images.push(image)
  }
  return images
}

function* statusesOf(answer: JsonObject): Generator<Json | undefined> {
  for (const { value } of entriesOf(answer)) yield member(value, 'status')
  yield member(member(answer.status, 'repository'), 'status')
}

/** What an import answer says of why it holds no image, for a message. */
export const importFailure = (answer: JsonObject): string => {
  const said = statusesOf(answer)
    .map((status) => member(status, 'message') ?? member(status, 'reason') ?? member(status, 'status'))
    .filter((text) => typeof text === 'string')
  const shown = Array.from(said.take(3), (text) => `"${printable(text, 120)}"`)
  return shown.length === 0 ? 'no image and no message' : `no image, but ${shown.join(', ')}`
}
