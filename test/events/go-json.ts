export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

const escapes: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' }

/** JSON as Go's encoder writes it: `<`, `>` and `&` are escaped. Compact, or indented by `space`. */
export function goJson(value: Json, space?: string): string {
  return JSON.stringify(value, null, space).replace(/[<>&]/g, (character) => escapes[character] ?? character)
}

/** The same value with the keys of every object in byte order, as Go writes a map. */
export function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value === null || typeof value !== 'object') return value
  const keys = Object.keys(value).toSorted()
  return Object.fromEntries(keys.map((key) => [key, sortKeys(value[key] ?? null)]))
}

/** What `oc get -o json` prints: 4 spaces, sorted keys, a final newline. */
export const ocJson = (value: Json): string => `${goJson(sortKeys(value), '    ')}\n`
