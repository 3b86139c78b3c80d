import { printable } from '../json/printable.ts'

/** `a, b and c`. */
export const listText = (words: readonly string[], last: 'and' | 'or' = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`

/** A number for people: `1,000,000`. */
export const numberText = (value: number): string => value.toLocaleString('en-US')

/** What an export says, as it may stand in a message. */
export const quoted = (text: string): string => printable(text, 256)
