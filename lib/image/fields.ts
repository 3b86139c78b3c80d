import * as v from 'valibot'
import { foldName } from '../json/fold.ts'
import { issuePointer } from '../json/issue-pointer.ts'
import { isObject, type Json, type JsonObject } from '../json/json.ts'
import { pointerTo } from '../json/pointer.ts'
import type { Flaw } from '../json/scan.ts'
import type { LimitName, Limits } from '../limits.ts'
import type { FieldFault } from './image.ts'
import { isSize, listField, objectField, sizeField, stringField } from './schema.ts'

/**
 * The reading of one item's fields: what could be read in two ways, and what was found unreadable. A field that its
 * item's flaws make ambiguous – given twice, in two spellings, or as a number that JSON readers round – reads as
 * absent: what two parsers would read differently proves nothing.
 */
export interface Fields {
  /** Paths of flaws, folded as Go folds names. */
  readonly ambiguous: readonly string[]
  readonly faults: FieldFault[]
  readonly limits: Limits
}

const none: readonly string[] = []

export const fieldsOf = (flaws: readonly Flaw[], limits: Limits): Fields => ({
  ambiguous: flaws.length === 0 ? none : flaws.map((flaw) => foldName(flaw.path)),
  faults: [],
  limits,
})

const contains = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}/`)

/** Whether what stands at `path` could be read in two ways. */
export const isAmbiguous = ({ ambiguous }: Fields, path: string): boolean => {
  if (ambiguous.length === 0) return false
  const folded = foldName(path)
  return ambiguous.some((flaw) => contains(flaw, folded) || contains(folded, flaw))
}

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

/** The value by `schema`, or null and a fault for each thing that is wrong with it. */
export const check = <S extends v.GenericSchema>(
  { faults }: Fields,
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

/** A member by a schema, unless it is ambiguous: the way of whatever is not plainly right. */
const examine = <S extends v.GenericSchema>(
  fields: Fields,
  schema: S,
  value: Json,
  path: string,
): v.InferOutput<S> | null => (isAmbiguous(fields, path) ? null : check(fields, schema, value, path))

/** The member, with null and absent alike. */
const member = (object: JsonObject, name: string): Json =>
  Object.hasOwn(object, name) ? (object[name] ?? null) : null

/** The text at `name`; null for an empty one. */
export const textAt = (fields: Fields, object: JsonObject, name: string, parent: string): string | null => {
  const value = member(object, name)
  if (value === null || value === '') return null
  if (typeof value === 'string' && fields.ambiguous.length === 0) return value
  return examine(fields, stringField, value, pointerTo(parent, name))
}

/** The size at `name`, in bytes. */
export const sizeAt = (fields: Fields, object: JsonObject, name: string, parent: string): number | null => {
  const value = member(object, name)
  if (value === null) return null
  if (isSize(value) && fields.ambiguous.length === 0) return value
  return examine(fields, sizeField, value, pointerTo(parent, name))
}

/** The object at `name`, whose fields are read one by one: a flaw inside it costs only the field that it concerns. */
export const objectAt = (
  fields: Fields,
  object: JsonObject,
  name: string,
  parent: string,
): JsonObject | null => {
  const value = member(object, name)
  if (value === null) return null
  if (isObject(value) && fields.ambiguous.length === 0) return value
  const path = pointerTo(parent, name)
  const folded = foldName(path)
  if (fields.ambiguous.some((flaw) => contains(flaw, folded))) return null
  return check(fields, objectField, value, path) as JsonObject | null
}

/** The list at `name`, unless it is longer than the limit of that name. */
export const listAt = (
  fields: Fields,
  object: JsonObject,
  name: string,
  parent: string,
  limit: LimitName,
): readonly Json[] | null => {
  const value = member(object, name)
  if (value === null) return null
  const most = fields.limits[limit]
  if (!Array.isArray(value) || value.length <= most) {
    if (Array.isArray(value) && fields.ambiguous.length === 0) return value
    return examine(fields, listField, value, pointerTo(parent, name)) as Json[] | null
  }
  const expected = `at most ${most} elements (limit ${limit}, --limit ${limit}=N)`
  fields.faults.push({ path: pointerTo(parent, name), expected, actual: `${value.length} elements` })
  return null
}
