import { printable } from './printable.ts'

/** A name from the bytes between its quotes, which are known to be well-formed. */
export const textOf = (bytes: Buffer, from: number, to: number): string => {
  const text = bytes.toString('utf8', from, to)
  if (!text.includes('\\')) return text
  const unescaped: string = JSON.parse(`"${text}"`)
  return unescaped
}

/** The same for a message. */
export const quoted = (bytes: Buffer, from: number, to: number): string => {
  const cut = to - from > 400
  return `"${printable(cut ? bytes.toString('utf8', from, from + 400) : textOf(bytes, from, to), 80)}"`
}
