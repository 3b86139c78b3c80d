import type { Json } from './json.ts'

/** The value of JSON text, or undefined where it is none. Of objects with escaped names it may read those wrong. */
export const jsonOf = (text: string): Json | undefined => {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
