import { isSpace } from '../json/token.ts'
import type { Problem } from './rejection.ts'

export type Format = 'json' | 'yaml'

/** Bytes of text that tell one format from the other. */
const telling = 4096

/** White space before them of which a reader keeps this much. */
const blank = 65_536

/** A JSON scalar, with nothing but a document behind it: YAML would go on with a colon or with more text. */
const scalar = /^(?:"(?:[^"\\]|\\.)*(?:"|$)|-?\d[\d.eE+-]*|true|false|null)\s*(?:$|[[{])/

const beginning = (head: Buffer): number => head.subarray(0, blank).findIndex((byte) => !isSpace(byte))

/** Whether `head` is enough of a text for {@link formatOf}: what comes behind it changes nothing. */
export const tellsFormat = (head: Buffer): boolean => {
  const first = beginning(head)
  return first < 0 ? head.length >= blank : head.length - first >= telling
}

/** The bytes of text that tell what it is, those of white space before them left out; none where that goes on too long. */
export const tellingBytes = (head: Buffer): Buffer => {
  const first = beginning(head)
  return first < 0 ? Buffer.alloc(0) : head.subarray(first, first + telling)
}

/** What text is written in, by its first bytes: JSON unless nothing in JSON begins so. */
export const formatOf = (head: Buffer): Format => {
  const text = tellingBytes(head).toString('latin1')
  if (text === '') return 'json'
  return text.startsWith('{') || text.startsWith('[') || scalar.test(text) ? 'json' : 'yaml'
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
