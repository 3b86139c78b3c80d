import { isObject, type Json, type JsonObject } from '../../lib/json/json.ts'

/** The way to a value inside a document: names and indexes from its root. */
export type Place = readonly (string | number)[]

/** Every place in `value` whose value is `wanted`, the root excepted. */
export const placesIn = (value: Json, wanted: (value: Json) => boolean, at: Place = []): Place[] => {
  const own = at.length > 0 && wanted(value) ? [at] : []
  if (Array.isArray(value))
    return [...own, ...value.flatMap((element, index) => placesIn(element, wanted, [...at, index]))]
  if (!isObject(value)) return own
  return [
    ...own,
    ...Object.keys(value).flatMap((name) => placesIn(value[name] ?? null, wanted, [...at, name])),
  ]
}

/** An object of these members, whatever their names. */
const objectOf = (members: readonly (readonly [string, Json])[]): JsonObject => Object.fromEntries(members)

/** A copy with another value at `place`. */
export const replacedAt = (value: Json, place: Place, by: (old: Json) => Json): Json => {
  const [step, ...rest] = place
  if (step === undefined) return by(value)
  if (Array.isArray(value))
    return value.map((each, index) => (index === step ? replacedAt(each, rest, by) : each))
  if (!isObject(value)) return value
  return objectOf(
    Object.entries(value).map(([name, member]) => [
      name,
      name === step ? replacedAt(member, rest, by) : member,
    ]),
  )
}

/** A copy in which the member at `place` has another name. */
export const renamedAt = (value: Json, place: Place, name: string): Json => {
  const own = place.at(-1)
  return replacedAt(value, place.slice(0, -1), (holder) =>
    isObject(holder)
      ? objectOf(Object.entries(holder).map(([each, member]) => [each === own ? name : each, member]))
      : holder,
  )
}
