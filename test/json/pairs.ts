/** A value of JSON with nothing lost: objects keep all of their pairs, in order. */
export type Pairs =
  | null
  | boolean
  | number
  | string
  | { readonly array: readonly Pairs[] }
  | { readonly object: readonly (readonly [name: string, value: Pairs])[] }

/** Reads JSON that is known to be well-formed, the obvious way. */
export const parsePairs = (text: string): Pairs => {
  let at = 0
  const space = () => {
    while (' \t\r\n'.includes(text[at] ?? 'x')) at++
  }
  const token = (pattern: RegExp): string => {
    const [found = ''] = pattern.exec(text.slice(at)) ?? []
    at += found.length
    return found
  }
  const string = (): string => String(JSON.parse(token(/^"(?:[^"\\]|\\.)*"/)))
  const value = (): Pairs => {
    space()
    if (text[at] === '"') return string()
    if (text[at] === '[') {
      const array: Pairs[] = []
      at++
      space()
      while (text[at] !== ']') {
        array.push(value())
        space()
        if (text[at] === ',') at++
      }
      at++
      return { array }
    }
    if (text[at] !== '{') return JSON.parse(token(/^[^,\]}\s]+/)) as null | boolean | number
    const object: [string, Pairs][] = []
    at++
    space()
    while (text[at] !== '}') {
      const name = string()
      space()
      at++
      object.push([name, value()])
      space()
      if (text[at] === ',') at++
      space()
    }
    at++
    return { object }
  }
  return value()
}
