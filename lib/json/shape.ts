import { foldName } from './fold.ts'
import { hashBytes } from './hash.ts'

/**
 * What may stand in one place of a document, as far as a reader with Go's rules reads it differently: a struct's
 * names match without regard to case, a map's do not, and an integer must be plain. `any` is read as it stands.
 */
export type Shape =
  | Any
  | (Unread & { readonly type: 'integer' | 'refused' })
  | (Unread & { readonly type: 'array' | 'map'; readonly of: Shape })
  | Struct

interface Unread {
  /** Whether no reader asks what stands here: it is checked all the same. */
  readonly unread?: true
}

type Any = Unread & { readonly type: 'any' }

export interface Struct extends Unread {
  readonly type: 'struct'
  /** By the low bits of the hash of the name's bytes; its length is a power of two. */
  readonly byHash: readonly (Field | null)[]
  readonly byFold: ReadonlyMap<string, Field>
  /** Bytes of the longest spelling that could fold to a known name (U+212A takes three for `k`). */
  readonly longest: number
  /** Whether such an object stands for itself: its flaws are no business of what stands around it. */
  readonly apart?: true
}

export interface Field {
  readonly name: string
  readonly bytes: Uint8Array
  readonly shape: Shape
  /** The next one with the same low bits. */
  readonly next: Field | null
}

export const any: Any = { type: 'any' }

/** A known name that {@link follow} takes for a flaw. */
export const refused: Shape = { type: 'refused' }

export const unread = (shape: Shape): Shape => ({ ...shape, unread: true })

/** From 0 to 2^53-1, written with digits alone. */
export const integer: Shape = { type: 'integer' }

export const arrayOf = (of: Shape): Shape => ({ type: 'array', of })

/** An object with names of its own choosing, as labels and annotations. */
export const mapOf = (of: Shape): Shape => ({ type: 'map', of })

/** An object with known names (ASCII); others are ignored by Go, unless they fold to a known one. */
export const struct = (fields: Readonly<Record<string, Shape>>): Struct => {
  const entries = Object.entries(fields)
  const size = 2 ** Math.ceil(Math.log2(4 * entries.length + 1))
  const byHash = Array.from({ length: size }, (): Field | null => null)
  const byFold = new Map<string, Field>()
  let longest = 0
  for (const [name, shape] of entries) {
    const bytes = Buffer.from(name)
    const slot = hashBytes(bytes, 0, bytes.length) & (size - 1)
    const field = { name, bytes, shape, next: byHash[slot] ?? null }
    byHash[slot] = field
    byFold.set(foldName(name), field)
    longest = Math.max(longest, 3 * bytes.length)
  }
  return { type: 'struct', byHash, byFold, longest }
}

export const apart = (shape: Struct): Struct => ({ ...shape, apart: true })

/** Fields, by their names in one text, whose values every reader reads alike. */
export const anyFields = (names: string): Readonly<Record<string, Shape>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, any]))

/** The field that has this name exactly, by the name's bytes in `source` and their hash. */
export const knownField = (
  { byHash }: Struct,
  source: Uint8Array,
  start: number,
  length: number,
  hash: number,
): Field | null => {
  search: for (let field = byHash[hash & (byHash.length - 1)] ?? null; field !== null; field = field.next) {
    const { bytes } = field
    if (bytes.length !== length) continue
    for (let at = 0; at < length; at++) if (bytes[at] !== source[start + at]) continue search
    return field
  }
  return null
}
