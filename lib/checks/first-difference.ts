import { isObject, type Json } from '../json/json.ts'
import { pointerTo } from '../json/pointer.ts'
import { printable } from '../json/printable.ts'

/** Where two JSON values first differ, and what stands there; undefined is "nothing". */
interface Difference {
  readonly path: string
  readonly expected: Json | undefined
  readonly actual: Json | undefined
}

const longest = 80

const namesOf = (value: Json | undefined): string[] | null => {
  if (Array.isArray(value)) return value.map((_, at) => String(at))
  return isObject(value) ? Object.keys(value) : null
}

const member = (value: Json | undefined, name: string): Json | undefined => {
  if (Array.isArray(value)) return value[Number(name)]
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

const isSame = (one: Json | undefined, other: Json | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** In the order of the expected value's members, then of those that only the actual value has. */
const differ = (path: string, expected: Json | undefined, actual: Json | undefined): Difference | null => {
  const known = namesOf(expected)
  const found = namesOf(actual)
  if (known === null || found === null || Array.isArray(expected) !== Array.isArray(actual))
    return isSame(expected, actual) ? null : { path, expected, actual }
  for (const name of new Set([...known, ...found])) {
    const inside = differ(pointerTo(path, name), member(expected, name), member(actual, name))
    if (inside !== null) return inside
  }
  return null
}

const shown = (value: Json | undefined): string =>
  value === undefined ? 'nothing' : printable(JSON.stringify(value), longest)

/** The first place at which a manifest says something else than the true one, as a clause; null where none does. */
export const firstDifference = (expected: Json, actual: Json): string | null => {
  const found = differ('', expected, actual)
  if (found === null) return null
  return `the first difference is at ${found.path === '' ? 'its root' : found.path}: ${shown(found.actual)}, where the true one has ${shown(found.expected)}`
}
