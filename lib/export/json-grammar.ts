import { minus, nine, openBrace, openBracket, quote, zero } from '../json/token.ts'

/** Where in the grammar a splitter stands outside of the values that it walks over. */
export type State =
  | 'top'
  | 'mark'
  | 'open'
  | 'name'
  | 'colon'
  | 'value'
  | 'after'
  | 'first'
  | 'next'
  | 'between'
  | 'dead'

/** What may come in each state, for people. */
export const due: Readonly<Record<State, string>> = {
  top: 'a JSON object',
  mark: 'a JSON object',
  open: 'a name in quotes or "}"',
  name: 'a name in quotes',
  colon: 'a colon',
  value: 'a value',
  after: 'a comma or "}"',
  first: 'an item or "]"',
  next: 'an item',
  between: 'a comma or "]"',
  dead: 'nothing',
}

export const byteOrderMark = [0xef, 0xbb, 0xbf]

export const startsScalar = (byte: number): boolean =>
  byte === minus || (byte >= zero && byte <= nine) || byte === 0x74 || byte === 0x66 || byte === 0x6e

export const startsValue = (byte: number): boolean =>
  byte === openBrace || byte === openBracket || byte === quote || startsScalar(byte)
