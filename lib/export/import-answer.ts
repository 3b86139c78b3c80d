import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { pointerTo } from '../json/pointer.ts'
import { printable } from '../json/printable.ts'

/** An image object of an import answer. */
export interface ImportedImage {
  /** JSON Pointer inside the answer. */
  readonly path: string
  readonly value: Json
}

const elements = (value: Json | undefined, path: string): ImportedImage[] =>
  Array.isArray(value)
    ? value.map((element, index) => ({ path: pointerTo(path, index), value: element }))
    : []

const member = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) ? value[name] : undefined

const isPresent = ({ value }: ImportedImage): boolean => value !== undefined && value !== null

const entriesOf = (answer: JsonObject): ImportedImage[] => {
  const { status } = answer
  return [
    ...elements(member(status, 'images'), '/status/images'),
    ...elements(member(member(status, 'repository'), 'images'), '/status/repository/images'),
  ]
}

/**
 * The image objects of an `ImageStreamImport` answer, in order: `status.images[].image` and `.manifests[]`, then those
 * of `status.repository.images[]`.
 */
export const importedImages = (answer: JsonObject): ImportedImage[] =>
  entriesOf(answer)
    .flatMap(({ path, value }) => [
      { path: `${path}/image`, value: member(value, 'image') ?? null },
      ...elements(member(value, 'manifests'), `${path}/manifests`),
    ])
    .filter(isPresent)

/** What an import answer says of why it holds no image, for a message. */
export const importFailure = (answer: JsonObject): string => {
  const statuses = [
    ...entriesOf(answer).map(({ value }) => member(value, 'status')),
    member(member(answer.status, 'repository'), 'status'),
  ]
  const said = statuses
    .map((status) => member(status, 'message') ?? member(status, 'reason') ?? member(status, 'status'))
    .filter((text) => typeof text === 'string')
  const shown = said.slice(0, 3).map((text) => `"${printable(text, 120)}"`)
  return shown.length === 0 ? 'no image and no message' : `no image, but ${shown.join(', ')}`
}
