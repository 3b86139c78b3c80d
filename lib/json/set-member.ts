import type { Json, JsonObject } from './json.ts'

/** Gives the object a member of its own, whatever its name: to assign to `__proto__` would make none. */
export const setMember = (object: JsonObject, name: string, value: Json): void => {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
  } else object[name] = value
}
