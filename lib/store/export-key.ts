import { hash } from 'node:crypto'

declare const brand: unique symbol

/** A name as it stands in object keys and file names, made by {@link exportKey}. */
export type ExportKey = string & { readonly [brand]: 'ExportKey' }

const segmentBytes = 200
const wholeBytes = 600
/** `~` and 64 hex digits. */
const sealBytes = 65

const percent = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

/** UTF-8, but a lone surrogate keeps its three bytes (WTF-8): as U+FFFD all of them would be one name. */
const wtf8 = (character: string): Uint8Array => {
  const unit = character.charCodeAt(0)
  return character.isWellFormed()
    ? Buffer.from(character)
    : Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)])
}

const percentAll = (text: string): string => Array.from(wtf8(text), percent).join('')

/** Cuts encoded text, never inside a `%XX`, and seals it with the SHA-256 of all of it. */
const seal = (text: string, length: number): string =>
  `${text.slice(0, length).replace(/%[0-9A-F]?$/, '')}~${hash('sha256', text, 'hex')}`

const encodeSegment = (segment: string): string => {
  // No other segment holds an escaped slash.
  if (segment === '') return percent(0x2f)
  if (segment === '.' || segment === '..') return percentAll(segment)
  if (/^[0-9a-f]{32}$/i.test(segment)) return percentAll(segment.slice(0, 1)) + segment.slice(1)
  const encoded = segment.replace(/[^a-zA-Z0-9._-]/gu, percentAll)
  return encoded.length > segmentBytes ? seal(encoded, segmentBytes - sealBytes) : encoded
}

/** The seal of a whole key must not make its last segment longer than a segment may be. */
const cutWhole = (key: string): string => {
  const room = wholeBytes - sealBytes
  const lastSlash = key.lastIndexOf('/', room - 1)
  return seal(key, Math.min(room, lastSlash + 1 + segmentBytes - sealBytes))
}

/**
 * The export key of a name, whatever the name is (README.md, "Store"). UTF-8 bytes outside
 * `a-z A-Z 0-9 . _ - /` become `%XX`; so do the segments `.` and `..`, and the first character of a segment of 32 hex
 * digits, which could be taken for a report's version. An empty segment becomes `%2F`. A segment over 200 bytes, or a
 * key over 600, is cut to fit and ends in `~` and the SHA-256 of its whole encoded text.
 *
 * Different names have different keys. Names that differ only in case do too, but only in case: a store on a file
 * system that ignores case keeps them apart (`file-name.ts`).
 */
export const exportKey = (name: string): ExportKey => {
  const key = name.split('/').map(encodeSegment).join('/')
  return (key.length > wholeBytes ? cutWhole(key) : key) as ExportKey
}
