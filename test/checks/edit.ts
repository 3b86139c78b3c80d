import assert from 'node:assert/strict'
import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'

/** A change of a JSON document in place. */
export type Edit = (root: JsonObject) => void

const memberOf = (value: Json | undefined, name: string): Json | undefined => {
  if (Array.isArray(value)) return value[Number(name)]
  return isObject(value) ? value[name] : undefined
}

const place = (holder: Json | undefined, name: string, value: Json): void => {
  if (Array.isArray(holder)) holder[Number(name)] = value
  else if (isObject(holder)) holder[name] = value
  else assert.fail(`no object or array to set ${name} in`)
}

/** What holds the value at a JSON Pointer (no `~` in it), and its name there. */
const walk = (root: JsonObject, pointer: string) => {
  const names = pointer.slice(1).split('/')
  const name = names.pop() ?? ''
  return { holder: names.reduce<Json | undefined>(memberOf, root), name }
}

export const set =
  (pointer: string, value: Json): Edit =>
  (root) => {
    const { holder, name } = walk(root, pointer)
    place(holder, name, value)
  }

export const drop =
  (pointer: string): Edit =>
  (root) => {
    const { holder, name } = walk(root, pointer)
    assert.ok(isObject(holder) && Object.hasOwn(holder, name), `nothing at ${pointer}`)
    delete holder[name]
  }

export const editText =
  (pointer: string, change: (text: string) => string): Edit =>
  (root) => {
    const { holder, name } = walk(root, pointer)
    const text = memberOf(holder, name)
    assert.ok(typeof text === 'string', `no text at ${pointer}`)
    place(holder, name, change(text))
  }

export const editList =
  (pointer: string, change: (list: readonly Json[]) => Json[]): Edit =>
  (root) => {
    const { holder, name } = walk(root, pointer)
    const list = memberOf(holder, name)
    assert.ok(Array.isArray(list), `no list at ${pointer}`)
    place(holder, name, change(list))
  }

export const add =
  (pointer: string, by: number): Edit =>
  (root) => {
    const { holder, name } = walk(root, pointer)
    const number = memberOf(holder, name)
    assert.ok(typeof number === 'number', `no number at ${pointer}`)
    place(holder, name, number + by)
  }

export const reverse = (pointer: string): Edit => editList(pointer, (list) => list.toReversed())

/** Replaces the first `from` of a text, which must be there. */
export const swap =
  (from: string, to: string) =>
  (text: string): string => {
    assert.ok(text.includes(from), `${JSON.stringify(from)} stands nowhere in the text`)
    return text.replace(from, () => to)
  }

/** The same for a text that stands in a document. */
export const swapIn = (pointer: string, from: string, to: string): Edit => editText(pointer, swap(from, to))
