import { type Tree, treeOf } from './tree.ts'

/** The Go types that the API's and the manifests' structs are made of. */
export type GoType =
  | 'string'
  | 'int64'
  | { readonly slice: GoType }
  | { readonly map: GoType }
  | { readonly pointer: GoType }
  | { readonly struct: Readonly<Record<string, GoType>> }

/** A decoded value: strings, int64 as bigint, null for nil; slices and maps and structs as they are called. */
export type GoValue = string | bigint | null | GoSlice | Map<string, GoValue> | { [field: string]: GoValue }

/** What Go calls a slice: elements beyond its length are still there, and come back when it grows. */
interface GoSlice {
  length: number
  readonly backing: GoValue[]
}

const isSlice = (value: GoValue): value is GoSlice =>
  typeof value === 'object' && value !== null && 'backing' in value

const zero = (type: GoType): GoValue => {
  if (type === 'string') return ''
  if (type === 'int64') return 0n
  if (!('struct' in type)) return null
  return Object.fromEntries(Object.entries(type.struct).map(([name, field]) => [name, zero(field)]))
}

/** decode.go `unquote`: halves of surrogate pairs become U+FFFD. */
const unquoted = (text: string): string => (JSON.parse(text) as string).toWellFormed()

/** fold.go `foldName`, for comparing with ASCII names. */
const folded = (name: string): string =>
  name
    .replaceAll('\u017f', 's')
    .replaceAll('\u212a', 'k')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/**
 * Decodes as Go's encoding/json does (decode.go, Go 1.24): names match exactly, else without regard to case; a member
 * that comes again is decoded into what is there already; unknown ones are ignored; null leaves texts, numbers and
 * structs as they are. What does not fit its type is an error, and decoding goes on.
 */
const decode = (type: GoType, tree: Tree, old: GoValue, errors: string[]): GoValue => {
  const misfit = (): GoValue => {
    errors.push(
      `cannot unmarshal ${'text' in tree ? tree.text : Object.keys(tree)[0]} into ${JSON.stringify(type)}`,
    )
    return old
  }
  if ('text' in tree && tree.text === 'null') return typeof type === 'string' || 'struct' in type ? old : null
  if (type === 'string') return 'text' in tree && tree.text.startsWith('"') ? unquoted(tree.text) : misfit()
  if (type === 'int64') {
    if (!('text' in tree) || !/^-?\d+$/.test(tree.text)) return misfit()
    const number = BigInt(tree.text)
    return BigInt.asIntN(64, number) === number ? number : misfit()
  }
  if ('pointer' in type) return decode(type.pointer, tree, old ?? zero(type.pointer), errors)
  if ('slice' in type) {
    if (!('elements' in tree)) return misfit()
    const slice: GoSlice =
      old !== null && isSlice(old) && tree.elements.length > 0 ? old : { length: 0, backing: [] }
    for (const [index, element] of tree.elements.entries()) {
      slice.backing[index] ??= zero(type.slice)
      slice.backing[index] = decode(type.slice, element, slice.backing[index], errors)
    }
    slice.length = tree.elements.length
    return slice
  }
  if (!('members' in tree)) return misfit()
  if ('map' in type) {
    const map = old instanceof Map ? old : new Map<string, GoValue>()
    for (const [name, value] of tree.members)
      map.set(unquoted(name), decode(type.map, value, zero(type.map), errors))
    return map
  }
  const fields = old as { [field: string]: GoValue }
  for (const [text, value] of tree.members) {
    const name = unquoted(text)
    const known = Object.hasOwn(type.struct, name)
      ? name
      : Object.keys(type.struct).find((field) => folded(field) === folded(name))
    if (known !== undefined)
      fields[known] = decode(type.struct[known] as GoType, value, fields[known] as GoValue, errors)
  }
  return fields
}

/** Values as JavaScript has them: arrays, objects, and numbers where they fit. */
const plain = (value: GoValue): unknown => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value !== 'object' || value === null) return value
  if (isSlice(value)) return value.backing.slice(0, value.length).map(plain)
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, each]) => [name, plain(each)]))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}

export interface GoRead {
  readonly value: unknown
  /** Empty where `json.Unmarshal` returns nil. */
  readonly errors: readonly string[]
}

/** `json.Unmarshal` of well-formed JSON into a new value of that type. */
export const goUnmarshal = (type: GoType, json: string): GoRead => {
  const errors: string[] = []
  const value = decode(type, treeOf(json), zero(type), errors)
  return { value: plain(value), errors }
}
