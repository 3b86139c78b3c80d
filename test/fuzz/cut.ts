import fc from 'fast-check'
import { even, nth } from './pick.ts'

const tokens = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  'e9',
  '\n',
  '\r',
  ' ',
  '\t',
  '\0',
  '\u202e',
  '#',
  '*a',
  '&a ',
  '- ',
  '<<: ',
  '!x ',
  '%',
  '---\n',
  '...\n',
  '\ufeff',
  'null',
  '"a":0,',
  '/*',
  '\u2028',
].map((text) => Buffer.from(text))

/** One accident or attack that knows nothing of what the bytes mean. */
export interface Cut {
  readonly how: 'flip' | 'drop' | 'double' | 'insert' | 'end' | 'move' | 'byte'
  readonly at: number
  readonly length: number
  readonly what: number
}

export const cut: fc.Arbitrary<Cut> = fc.record({
  how: fc.constantFrom('flip', 'drop', 'double', 'insert', 'end', 'move', 'byte'),
  at: even,
  length: fc.oneof(fc.nat(3), fc.nat(200), fc.nat(5000)),
  what: even,
})

/** The bytes after it. */
export const cutUp = (bytes: Buffer, { how, at, length, what }: Cut): Buffer => {
  const from = at % (bytes.length + 1)
  const to = Math.min(bytes.length, from + length)
  const [before, piece, behind] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)]
  switch (how) {
    case 'flip': {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[from % copy.length] = (copy[from % copy.length] ?? 0) ^ (1 << (what % 8))
      return copy
    }
    case 'byte': {
      const copy = Buffer.from(bytes)
      if (copy.length > 0) copy[from % copy.length] = what
      return copy
    }
    case 'drop':
      return Buffer.concat([before, behind])
    case 'double':
      return Buffer.concat([before, piece, piece, behind])
    case 'insert':
      return Buffer.concat([before, nth(tokens, what), bytes.subarray(from)])
    case 'end':
      return Buffer.from(before)
    case 'move':
      break
  }
  const rest = Buffer.concat([before, behind])
  const place = what % (rest.length + 1)
  return Buffer.concat([rest.subarray(0, place), piece, rest.subarray(place)])
}
