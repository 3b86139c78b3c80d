import type { Json, JsonObject } from './json.ts'
import { setMember } from './set-member.ts'

/**
 * The value of JSON that is known to be well-formed and not nested too deeply, as `JSON.parse` should give it. V8 12.8
 * and later take an escaped name for an unescaped one that they met before, if it is as long and its text begins alike
 * (`"\u006cayers"` reads as a name `\u006c`; nodejs/node#63785): whoever writes the input chooses what is read.
 */
export const parseEscaped = (text: string): Json => {
  let at = 0

  const skip = (): string => {
    for (;;) {
      const next = text[at] ?? ''
      if (next !== ' ' && next !== '\n' && next !== '\r' && next !== '\t') return next
      at++
    }
  }

  const readString = (): string => {
    const start = at++
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    const content = text.slice(start + 1, at++)
    if (!content.includes('\\')) return content
    const unescaped: string = JSON.parse(`"${content}"`)
    return unescaped
  }

  const readScalar = (): Json => {
    const start = at
    while (at < text.length && !',]} \n\r\t'.includes(text[at] ?? ',')) at++
    const scalar: Json = JSON.parse(text.slice(start, at))
    return scalar
  }

  const readArray = (): Json[] => {
    const array: Json[] = []
    at++
    while (skip() !== ']') {
      array.push(readValue())
      if (skip() === ',') at++
    }
    at++
    return array
  }

  const readObject = (): JsonObject => {
    const object: JsonObject = {}
    at++
    while (skip() !== '}') {
      const name = readString()
      skip()
      at++
      setMember(object, name, readValue())
      if (skip() === ',') at++
    }
    at++
    return object
  }

  const readValue = (): Json => {
    const first = skip()
    if (first === '{') return readObject()
    if (first === '[') return readArray()
    return first === '"' ? readString() : readScalar()
  }

  return readValue()
}
