import * as v from 'valibot'
import { foldName } from '../json/fold.ts'
import { issuePointer } from '../json/issue-pointer.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import type { Flaw } from '../json/scan.ts'
import type { LimitName, Limits } from '../limits.ts'
import type { FieldFault } from './image.ts'
import { objectField } from './schema.ts'

/** Reads single fields: null for what is missing, null or unreadable, and remembers what was unreadable and why. */
export interface FieldReader {
  /** The value at `path` by `schema`; null and absent are alike. */
  read<S extends v.GenericSchema>(schema: S, value: Json | undefined, path: string): v.InferOutput<S> | null
  /** The object at `path`, whose fields are read one by one: a flaw inside it costs only the field that it concerns. */
  enter(value: Json | undefined, path: string): JsonObject | null
  /** The list at `path` by `schema`, unless it is longer than the limit of that name. */
  list<S extends v.GenericSchema>(
    schema: S,
    value: Json | undefined,
    path: string,
    limit: LimitName,
  ): v.InferOutput<S> | null
  /** Whether what stands at `path` could be read in two ways. */
  isAmbiguous(path: string): boolean
  readonly faults: FieldFault[]
}

const contains = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}/`)

/**
 * Of what stands in a wrong place no more than a number or the beginning of a word: an object, or its text, may hold
 * an environment with secrets in it, and a list has no end.
 */
const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (isObject(value)) return 'an object'
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) return `a text of ${value.length} characters`
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, 80) : value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/**
 * A field that `flaws` make ambiguous – given twice, in two spellings, or as a number that JSON readers round –
 * reads as absent: what two parsers would read differently proves nothing.
 */
export const fieldReader = (flaws: readonly Flaw[], limits: Limits): FieldReader => {
  const ambiguous = flaws.map((flaw) => foldName(flaw.path))
  const faults: FieldFault[] = []
  const check = <S extends v.GenericSchema>(
    schema: S,
    value: Json,
    path: string,
  ): v.InferOutput<S> | null => {
    const result = v.safeParse(schema, value)
    if (result.success) return result.output
    for (const issue of result.issues.slice(0, 10))
      faults.push({
        path: path + issuePointer(issue),
        expected: issue.expected ?? issue.message,
        actual: shown(issue.input),
      })
    return null
  }
  const isAmbiguous = (path: string): boolean => {
    if (ambiguous.length === 0) return false
    const folded = foldName(path)
    return ambiguous.some((flaw) => contains(flaw, folded) || contains(folded, flaw))
  }
  const read: FieldReader['read'] = (schema, value, path) => {
    if (value === undefined || value === null) return null
    return isAmbiguous(path) ? null : check(schema, value, path)
  }
  return {
    faults,
    isAmbiguous,
    read,
    list(schema, value, path, limit) {
      if (!Array.isArray(value) || value.length <= limits[limit]) return read(schema, value, path)
      const expected = `at most ${limits[limit]} elements (limit ${limit}, --limit ${limit}=N)`
      faults.push({ path, expected, actual: `${value.length} elements` })
      return null
    },
    enter(value, path) {
      if (value === undefined || value === null) return null
      const folded = ambiguous.length > 0 ? foldName(path) : ''
      if (ambiguous.some((flaw) => contains(flaw, folded))) return null
      return check(objectField, value, path) as JsonObject | null
    },
  }
}
