import assert from 'node:assert/strict'
import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'

/** A change of a JSON document in place. */
export type Edit = (root: JsonObject) => void

const holderOf = (root: JsonObject, names: readonly string[]): JsonObject => {
  let value: Json | undefined = root
  for (const name of names) value = (value as JsonObject)[name]
  assert.ok(isObject(value) || Array.isArray(value), `no object or array at /${names.join('/')}`)
  return value as JsonObject
}

/** Changes the value at a JSON Pointer (no `~` in it); what stood there is `undefined` where nothing did. */
export const edit =
  (pointer: string, change: (value: Json) => Json): Edit =>
  (root) => {
    const names = pointer.slice(1).split('/')
    const last = names.pop() as string
    const holder = holderOf(root, names)
    holder[last] = change(holder[last] as Json)
  }

export const set = (pointer: string, value: Json): Edit => edit(pointer, () => value)

export const drop =
  (pointer: string): Edit =>
  (root) => {
    const names = pointer.slice(1).split('/')
    const last = names.pop() as string
    const holder = holderOf(root, names)
    assert.ok(Object.hasOwn(holder, last), `nothing at ${pointer}`)
    delete holder[last]
  }

export const add = (pointer: string, by: number): Edit => edit(pointer, (value) => (value as number) + by)

export const reverse = (pointer: string): Edit => edit(pointer, (value) => (value as Json[]).toReversed())

/** Replaces the first `from` of a text, which must be there. */
export const swap =
  (from: string, to: string) =>
  (text: string): string => {
    assert.ok(text.includes(from), `${JSON.stringify(from)} stands nowhere in the text`)
    return text.replace(from, () => to)
  }

/** The same for a text that stands in a document. */
export const swapIn = (pointer: string, from: string, to: string): Edit =>
  edit(pointer, (value) => swap(from, to)(value as string))
