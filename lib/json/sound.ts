import { isAscii, isUtf8 } from 'node:buffer'
import { follow, type Gaps } from './follow.ts'
import type { Shape } from './shape.ts'
import { createTrail, type Trail } from './trail.ts'

/** Bytes in which sound JSON may stand anywhere. */
export interface Ground {
  readonly bytes: Buffer
  readonly view: DataView
  readonly ascii: boolean
}

/** JSON that holds nothing but what it seems to: `JSON.parse` of its text gives what every reader reads. */
export interface Sound {
  readonly start: number
  readonly end: number
  /** Good until the next one is found. */
  readonly gaps: Readonly<Gaps>
}

export const groundOf = (bytes: Buffer): Ground => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
  ascii: isAscii(bytes),
})

const gaps: Gaps = []

/** Trails last as long as their shapes: whoever reads one document after another reads like ones. */
const trails = new WeakMap<Shape, Trail>()

const trailOf = (shape: Shape): Trail => {
  const known = trails.get(shape)
  if (known !== undefined) return known
  const trail = createTrail(shape)
  trails.set(shape, trail)
  return trail
}

/**
 * The JSON value that begins at `from`, where {@link scanJson} finds no flaw in it; null where it may: it is incomplete,
 * flawed or unusual, and only a thorough scan tells.
 */
export const soundJson = (ground: Ground, from: number, shape: Shape, depth: number): Sound | null => {
  const { bytes, view, ascii } = ground
  const end = follow(trailOf(shape), bytes, view, from, depth, gaps)
  return end < 0 || !(ascii || isUtf8(bytes.subarray(from, end))) ? null : { start: from, end, gaps }
}

/** Its text without the insides of what is unread. */
export const readText = ({ bytes, ascii }: Ground, { start, end, gaps: without }: Sound): string => {
  // As one byte a character: 1 per cent of a run at most.
  const encoding = ascii ? 'latin1' : 'utf8'
  let text = ''
  let at = start
  for (let index = 0; index < without.length; index += 2) {
    text += bytes.toString(encoding, at, without[index])
    at = without[index + 1] as number
  }
  return text + bytes.toString(encoding, at, end)
}

/** The same as bytes of its own. */
export const readBytes = ({ bytes }: Ground, { start, end, gaps: without }: Sound): Buffer => {
  let length = end - start
  for (let index = 0; index < without.length; index += 2)
    length -= (without[index + 1] as number) - (without[index] as number)
  const own = Buffer.allocUnsafe(length)
  let to = 0
  let at = start
  for (let index = 0; index < without.length; index += 2) {
    to += bytes.copy(own, to, at, without[index])
    at = without[index + 1] as number
  }
  bytes.copy(own, to, at, end)
  return own
}
