export const quote = 0x22
export const backslash = 0x5c
export const comma = 0x2c
export const colon = 0x3a
export const openBrace = 0x7b
export const closeBrace = 0x7d
export const openBracket = 0x5b
export const closeBracket = 0x5d
export const minus = 0x2d
export const zero = 0x30
export const nine = 0x39
const plus = 0x2b
const dot = 0x2e

/** 1 for what may stand in a string as it is: all but the quote, the backslash and the controls. */
export const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== quote && byte !== backslash ? 1 : 0,
)

const shortEscapes = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
)

const hexDigits = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase())
  return byte < 0x80 ? digit : -1
})

export const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** The index of the first byte from `at` on that is no white space. */
export const skipSpace = (bytes: Uint8Array, view: DataView, at: number): number => {
  const end = bytes.length
  let next = at
  if (next >= end || (bytes[next] ?? 0) > 0x20) return next
  // Indented JSON is mostly a line feed and a run of spaces: four at once are 4 per cent of a run over what `oc` wrote.
  if (bytes[next] === 0x0a) next++
  while (next + 4 <= end && view.getInt32(next) === 0x20202020) next += 4
  while (next < end) {
    if (!isSpace(bytes[next] ?? 0)) break
    next++
  }
  return next
}

const codeUnit = (bytes: Uint8Array, at: number): number => {
  if (at + 4 > bytes.length) return -1
  let unit = 0
  for (let index = at; index < at + 4; index++) {
    const digit = hexDigits[bytes[index] ?? 0] ?? -1
    if (digit < 0) return -1
    unit = unit * 16 + digit
  }
  return unit
}

/** What {@link stringEnd} met on its way. */
export interface StringWalk {
  /** Where the walk failed, where it did. */
  failed: number
  /** Where the first lone surrogate stands, or -1. */
  lone: number
}

/** The index behind the escape that begins at `at`; -1 when it is none. */
const escapeEnd = (bytes: Uint8Array, at: number, walk: StringWalk): number => {
  const letter = bytes[at + 1] ?? 0
  if (shortEscapes[letter] === 1) return at + 2
  const unit = letter === 0x75 ? codeUnit(bytes, at + 2) : -1
  if (unit < 0) return -1
  const high = unit >= 0xd800 && unit < 0xdc00
  const paired = high && bytes[at + 6] === backslash && bytes[at + 7] === 0x75
  const low = paired ? codeUnit(bytes, at + 8) : -1
  if (low >= 0xdc00 && low < 0xe000) return at + 12
  if (unit >= 0xd800 && unit < 0xe000 && walk.lone < 0) walk.lone = at
  return at + 6
}

/** The index of the quote that ends the string which `at` is inside of; -1 when there is none (see `walk`). */
export const stringEnd = (bytes: Uint8Array, view: DataView, at: number, walk: StringWalk): number => {
  const end = bytes.length
  const edge = end - 4
  let next = at
  for (;;) {
    // Four bytes at once: 1 to 4 per cent of a run, most where manifests are embedded.
    while (next <= edge) {
      const x = view.getInt32(next, true)
      // Below 0x21 are all controls and, with that bit turned over, the quote: a byte that is less borrows a high bit.
      const y = x ^ 0x02020202
      const z = x ^ 0x5c5c5c5c
      const stops = (((y - 0x21212121) & ~y) | ((z - 0x01010101) & ~z)) & 0x80808080
      if (stops !== 0) {
        // The lowest one is the first and surely one; those above it may owe it their bit.
        next += (31 - Math.clz32(stops & -stops)) >> 3
        break
      }
      next += 4
    }
    while (next < end && plain[bytes[next] ?? 0] === 1) next++
    const byte = next < end ? bytes[next] : -1
    if (byte === quote) return next
    // In a manifest that stands as text, every tenth byte is one.
    if (byte === backslash && shortEscapes[bytes[next + 1] ?? 0] === 1) {
      next += 2
      continue
    }
    walk.failed = next
    if (byte !== backslash || next + 1 >= end) {
      if (byte === backslash) walk.failed = end
      return -1
    }
    next = escapeEnd(bytes, next, walk)
    if (next < 0) return -1
  }
}

const digitsEnd = (bytes: Uint8Array, at: number): number => {
  const end = bytes.length
  let next = at
  while (next < end && (bytes[next] ?? 0) >= zero && (bytes[next] ?? 0) <= nine) next++
  return next
}

/** The index behind the number that begins at `at` (RFC 8259, section 6), or -1. */
export const numberEnd = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at] === minus ? at + 1 : at
  let next = digitsEnd(bytes, first)
  if (next === first || (bytes[first] === zero && next > first + 1)) return -1
  if (bytes[next] === dot) {
    const fraction = next + 1
    next = digitsEnd(bytes, fraction)
    if (next === fraction) return -1
  }
  if (((bytes[next] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[next + 1]
    const exponent = sign === plus || sign === minus ? next + 2 : next + 1
    next = digitsEnd(bytes, exponent)
    if (next === exponent) return -1
  }
  return next
}

/** Whether the number at `from` to `to` is a plain integer from 0 to 2^53-1: what every reader reads alike. */
export const isPlainInteger = (bytes: Buffer, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte < zero || byte > nine) return false
  }
  return (
    to - from < 16 ||
    (to - from === 16 && Number(bytes.toString('latin1', from, to)) <= Number.MAX_SAFE_INTEGER)
  )
}

const literals = ['true', 'false', 'null'].map((text) => Buffer.from(text))

/** The index behind `true`, `false` or `null` at `at`, or -1. */
export const literalEnd = (bytes: Uint8Array, at: number): number => {
  for (const literal of literals) {
    if (bytes[at] === literal[0]) {
      for (let index = 1; index < literal.length; index++) if (bytes[at + index] !== literal[index]) return -1
      return at + literal.length
    }
  }
  return -1
}
