import { backslash, openBrace, openBracket, quote } from '../json/token.ts'

/** A walk over one JSON value that may begin in one chunk and end in another. */
export interface Walk {
  active: boolean
  /** A number or literal, which ends where something else begins. */
  scalar: boolean
  /** Inside a string. */
  quoted: boolean
  /** The last chunk ended in a backslash, so that the next byte is no quote. */
  escaped: boolean
  depth: number
  limit: number
  /** What must close each open bracket. */
  closers: Uint8Array
  fault: 'none' | 'depth' | 'bracket'
}

/** 1 for what means nothing outside of strings: all but quotes and brackets. */
const inert = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"{}[]'.includes(String.fromCharCode(byte)) ? 0 : 1,
)

const endsScalar = Uint8Array.from({ length: 256 }, (_, byte) =>
  ' \t\r\n,:"{}[]'.includes(String.fromCharCode(byte)) ? 1 : 0,
)

export const createWalk = (): Walk => ({
  active: false,
  scalar: false,
  quoted: false,
  escaped: false,
  depth: 0,
  limit: 0,
  closers: new Uint8Array(64),
  fault: 'none',
})

/** Begins a walk over the value whose first byte is `byte`; {@link advance} takes it from that byte on. */
export const beginWalk = (walk: Walk, byte: number, limit: number): void => {
  walk.active = true
  walk.scalar = byte !== quote && byte !== openBrace && byte !== openBracket
  walk.quoted = false
  walk.escaped = false
  walk.depth = 0
  walk.limit = limit
}

/** How many bytes are looked at one by one before the native search is worth its call. */
const near = 48

const backslashesBefore = (chunk: Buffer, at: number, from: number): number => {
  let first = at
  while (first > from && chunk[first - 1] === backslash) first--
  return at - first
}

/** The index behind the quote that ends the string, or the chunk's length. */
const endString = (chunk: Buffer, from: number, walk: Walk): number => {
  const end = chunk.length
  let at = from
  if (walk.escaped && at < end) {
    walk.escaped = false
    at++
  }
  for (;;) {
    const edge = Math.min(at + near, end)
    while (at < edge) {
      const byte = chunk[at++]
      if (byte === quote) {
        walk.quoted = false
        return at
      }
      if (byte === backslash) at++
    }
    if (at >= end) {
      walk.escaped = at > end
      return end
    }
    const found = chunk.indexOf(quote, at)
    const stop = found < 0 ? end : found
    const odd = backslashesBefore(chunk, stop, at) % 2 === 1
    if (found < 0) {
      walk.escaped = odd
      return end
    }
    at = found + 1
    if (!odd) {
      walk.quoted = false
      return at
    }
  }
}

/**
 * Walks on in `chunk` from `at`: the index behind the value where it ends here (`active` is then false), the chunk's
 * length where it goes on, or the index of the byte where the walk must stop, with `fault` set.
 */
export const advance = (walk: Walk, chunk: Buffer, from: number): number => {
  const end = chunk.length
  let at = from
  if (walk.scalar) {
    while (at < end && endsScalar[chunk[at] ?? 0] === 0) at++
    walk.active = at === end
    return at
  }
  for (;;) {
    if (walk.quoted) {
      at = endString(chunk, at, walk)
      if (walk.quoted) return end
      if (walk.depth === 0) {
        walk.active = false
        return at
      }
    }
    while (at < end && inert[chunk[at] ?? 0] === 1) at++
    if (at === end) return end
    const byte = chunk[at] ?? 0
    if (byte === quote) walk.quoted = true
    else if (byte === openBrace || byte === openBracket) {
      if (walk.depth >= walk.limit) {
        walk.fault = 'depth'
        return at
      }
      if (walk.depth === walk.closers.length) {
        const larger = new Uint8Array(2 * walk.depth)
        larger.set(walk.closers)
        walk.closers = larger
      }
      walk.closers[walk.depth++] = byte + 2
    } else {
      if (walk.closers[walk.depth - 1] !== byte) {
        walk.fault = 'bracket'
        return at
      }
      if (--walk.depth === 0) {
        walk.active = false
        return at + 1
      }
    }
    at++
  }
}
