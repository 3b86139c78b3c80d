import type { ImageKind, Item } from '../../lib/export/item.ts'
import { itemShapes } from '../../lib/export/shape.ts'
import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'
import { parseJson } from '../../lib/json/parse.ts'

const kindOf = (value: JsonObject): ImageKind => {
  if (!isObject(value.image)) return 'Image'
  return Object.hasOwn(value, 'tag') ? 'ImageStreamTag' : 'ImageStreamImage'
}

/** An item as the export reader hands it on, for a test that is not about reading exports. */
export const itemOf = (value: JsonObject, more: Partial<Item> = {}): Item => ({
  source: 0,
  document: 0,
  path: '',
  kind: kindOf(value),
  value,
  flaws: [],
  offset: 0,
  namespace: null,
  ...more,
})

/** The same from text, with everything that `JSON.parse` hides. */
export const itemFromText = (text: string, kind: ImageKind): Item => {
  const { value, flaws } = parseJson(Buffer.from(text), itemShapes[kind])
  if (!isObject(value)) throw new TypeError(`the test's own text is no object: ${text.slice(0, 80)}`)
  return itemOf(value, { kind, flaws })
}

/** A copy of `value` with what stands at a JSON Pointer replaced; `undefined` takes it away. */
export const withValue = (value: JsonObject, pointer: string, replacement: Json | undefined): JsonObject => {
  const copy = structuredClone(value)
  const steps = pointer.slice(1).split('/')
  const last = steps.pop() as string
  let place = copy as Record<string, unknown>
  for (const step of steps) place = place[step] as Record<string, unknown>
  if (replacement !== undefined) place[last] = replacement
  else if (Array.isArray(place)) place.splice(Number(last), 1)
  else delete place[last]
  return copy
}
