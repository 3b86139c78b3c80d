import type { Problem } from './rejection.ts'

export type Format = 'json' | 'yaml'

/** Bytes of text that tell one format from the other, white space before them aside. */
export const headLength = 4096

/** A JSON scalar, with nothing but a document behind it: YAML would go on with a colon or with more text. */
const scalar = /^(?:"(?:[^"\\]|\\.)*(?:"|$)|-?\d[\d.eE+-]*|true|false|null)\s*(?:$|[[{])/

/** What text is written in, by its first bytes: JSON unless nothing in JSON begins so. */
export const formatOf = (head: Buffer): Format => {
  const text = head.toString('latin1').trimStart()
  return text === '' || text.startsWith('{') || text.startsWith('[') || scalar.test(text) ? 'json' : 'yaml'
}

/** Why bytes with this beginning are no UTF-8 text to read; null where nothing says so. */
export const encodingProblem = (head: Buffer): Problem | null => {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    const message =
      'byte 0: the text begins with a byte-order mark, which JSON forbids: save it as UTF-8 without one'
    return { code: 'byte-order-mark', message }
  }
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  const zeros = head.length > 1 && (head[0] === 0) !== (head[1] === 0)
  if (!wide && !zeros) return null
  return {
    code: 'encoding',
    message: 'byte 0: the text is UTF-16; expected UTF-8: save it as UTF-8 without a byte-order mark',
  }
}
