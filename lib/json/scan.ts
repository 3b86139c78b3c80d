import { defaultLimits, type Limits } from '../limits.ts'
import { foldName } from './fold.ts'
import { hashBytes, hashEnd, hashSeed, hashStep } from './hash.ts'
import { addName, borrowNames, type Names, unescapeName } from './names.ts'
import { pointerTo } from './pointer.ts'
import { printable } from './printable.ts'
import { any, type Field, knownField, type Shape, type Struct } from './shape.ts'
import * as token from './token.ts'
import { invalidUtf8At } from './utf8.ts'
import { quoted, textOf } from './written-name.ts'

export type FlawCode =
  | 'duplicate-key'
  | 'folded-key'
  | 'number-unsafe'
  | 'lone-surrogate'
  | 'depth'
  | 'utf8'
  | 'byte-order-mark'
  | 'trailing-data'
  | 'syntax'

/** Something that `JSON.parse` hides, refuses without saying where, or lets through at a later cost. */
export interface Flaw {
  readonly code: FlawCode
  /** JSON Pointer of the member or element that it concerns. */
  readonly path: string
  /** Byte offset. */
  readonly offset: number
  /** What the document does, to stand behind its name: `names "layers" twice in one object`. */
  readonly detail: string
}

/** Most flaws that are listed of one region; the first of each code is beyond that, and one for all that are not. */
const most = 1000
/** Most that are listed of all regions together, likewise. */
const mostInAll = 10_000

/** A part of the document whose flaws are listed by themselves: all of it, or an object that stands apart in it. */
interface Region {
  /** Of the value itself. */
  readonly depth: number
  readonly flaws: Flaw[]
  readonly codes: Set<FlawCode>
  /** Codes of flaws that are not listed. */
  readonly unlisted: Set<FlawCode>
  readonly around: Region | null
}

const regionAt = (depth: number, around: Region | null): Region => ({
  depth,
  flaws: [],
  codes: new Set(),
  unlisted: new Set(),
  around,
})

interface Frame {
  array: boolean
  shape: Shape
  /** Index of the object's first name in the table, and the length of the unescaped names before it. */
  base: number
  mark: number
  /** Array: the element's index. */
  index: number
  /** Object: the bytes of the member's name. */
  from: number
  to: number
}

interface Scan extends token.StringWalk {
  readonly bytes: Buffer
  readonly view: DataView
  readonly names: Names
  readonly frames: Frame[]
  depth: number
  /** The shape of the value that is due next. */
  due: Shape
  readonly whole: Region
  /** The innermost one that what is read now is in. */
  region: Region
  /** Flaws listed so far. */
  listed: number
  /** Of the regions that have flaws, by their paths. */
  readonly apart: Map<string, readonly Flaw[]>
  escapedNames: boolean
}

/** The JSON Pointer from the value at depth `from` to what is open at `depth`. */
const pathOf = ({ bytes, frames }: Scan, from: number, depth: number): string => {
  let path = ''
  for (const frame of frames.slice(from, depth)) {
    if (!frame.array && frame.from < 0) return path
    path = pointerTo(path, frame.array ? frame.index : textOf(bytes, frame.from, frame.to))
  }
  return path
}

/** `detail` is asked only where the flaw is listed. */
const report = (scan: Scan, code: FlawCode, offset: number, detail: () => string): void => {
  const { depth, region } = scan
  const { flaws, codes, unlisted } = region
  if ((flaws.length >= most || scan.listed >= mostInAll) && codes.has(code)) {
    // A field whose flaw is not listed must not pass for sound: this one concerns them all.
    if (!unlisted.has(code)) flaws.push({ code, path: '', offset, detail: 'has more flaws than are listed' })
    unlisted.add(code)
    return
  }
  codes.add(code)
  scan.listed++
  flaws.push({ code, path: pathOf(scan, region.depth, depth), offset, detail: detail() })
}

/** As {@link report}, of what leaves nothing of the document to read. */
const reportFatal = (scan: Scan, code: FlawCode, offset: number, detail: () => string): void => {
  scan.region = scan.whole
  report(scan, code, offset, detail)
}

/** Ends the scan: what follows cannot be read. */
const fail = (scan: Scan, at: number, due: string): -1 => {
  const { bytes } = scan
  reportFatal(scan, 'syntax', Math.min(at, bytes.length), () => {
    const [first] = bytes.toString('utf8', at, at + 4)
    return `is no JSON: ${due} is due, not ${first === undefined ? 'the end' : `"${printable(first)}"`}`
  })
  return -1
}

const beginScan = (bytes: Buffer, due: Shape, whole = regionAt(0, null)): Scan => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
  names: borrowNames(bytes),
  frames: [],
  depth: 0,
  due,
  whole,
  region: whole,
  listed: 0,
  apart: new Map(),
  escapedNames: false,
  failed: 0,
  lone: -1,
})

const open = (scan: Scan, array: boolean): Frame => {
  const { frames, names, depth, due } = scan
  if (!array && due.type === 'struct' && due.apart) scan.region = regionAt(depth, scan.region)
  let frame = frames[depth]
  if (frame === undefined) {
    frame = { array, shape: any, base: 0, mark: 0, index: 0, from: -1, to: -1 }
    frames.push(frame)
  }
  frame.array = array
  frame.shape = scan.due
  frame.base = names.count
  frame.mark = names.unescapedLength
  frame.index = 0
  frame.from = -1
  scan.depth = depth + 1
  if (array) scan.due = scan.due.type === 'array' ? scan.due.of : any
  return frame
}

const close = (scan: Scan, { base, mark }: Frame): void => {
  const { names, region } = scan
  names.count = base
  names.unescapedLength = mark
  scan.depth--
  const { around, depth, flaws } = region
  if (around === null || depth < scan.depth) return
  scan.region = around
  if (flaws.length > 0) scan.apart.set(pathOf(scan, 0, depth), flaws)
}

const foldedField = (
  scan: Scan,
  shape: Struct,
  length: number,
  from: number,
  to: number,
): Field | undefined => {
  if (length > shape.longest) return undefined
  const field = shape.byFold.get(foldName(textOf(scan.bytes, from, to)))
  if (field !== undefined) {
    const detail = () => `names ${quoted(scan.bytes, from, to)}, which Go reads as "${field.name}"`
    report(scan, 'folded-key', from - 1, detail)
  }
  return field
}

/** Reads a name and its colon; the index behind them, or -1. Sets the shape that is due. */
const readName = (scan: Scan, frame: Frame, at: number): number => {
  const { bytes, view, names } = scan
  frame.from = -1
  const quoteAt = token.skipSpace(bytes, view, at)
  if (bytes[quoteAt] !== token.quote) return fail(scan, quoteAt, 'a name in quotes')
  const from = quoteAt + 1
  const end = bytes.length
  let to = from
  let hash = hashSeed
  while (to < end) {
    const byte = bytes[to] ?? 0
    if (token.plain[byte] === 0) break
    hash = hashStep(hash, byte)
    to++
  }
  let start = from
  let length = to - from
  if (bytes[to] === token.quote) hash = hashEnd(hash)
  else {
    scan.lone = -1
    scan.escapedNames = true
    to = token.stringEnd(bytes, view, to, scan)
    if (to < 0) return fail(scan, scan.failed, 'the rest of a name')
    ;({ start, length } = unescapeName(names, textOf(bytes, from, to)))
    hash = hashBytes(names.unescaped, start - end, start - end + length)
  }
  const colon = token.skipSpace(bytes, view, to + 1)
  frame.from = from
  frame.to = to
  if (start !== from && scan.lone >= 0)
    report(scan, 'lone-surrogate', scan.lone, () => 'has half of a surrogate pair')
  if (addName(names, frame.base, start, length, hash))
    report(scan, 'duplicate-key', quoteAt, () => `names ${quoted(bytes, from, to)} twice in one object`)
  const { shape } = frame
  if (shape.type === 'struct') {
    const source = start === from ? bytes : names.unescaped
    const known = knownField(shape, source, start === from ? start : start - end, length, hash)
    scan.due = (known ?? foldedField(scan, shape, length, from, to))?.shape ?? any
  } else scan.due = shape.type === 'map' ? shape.of : any
  if (bytes[colon] !== token.colon) return fail(scan, colon, 'a colon')
  return colon + 1
}

/** Reads a string, number or literal; the index behind it, or -1. */
const readScalar = (scan: Scan, at: number): number => {
  const { bytes, view } = scan
  const byte = bytes[at] ?? 0
  if (byte === token.quote) {
    scan.lone = -1
    const end = token.stringEnd(bytes, view, at + 1, scan)
    if (end < 0) return fail(scan, scan.failed, 'the rest of a string')
    if (scan.lone >= 0) report(scan, 'lone-surrogate', scan.lone, () => 'has half of a surrogate pair')
    return end + 1
  }
  if (byte === token.minus || (byte >= token.zero && byte <= token.nine)) {
    const end = token.numberEnd(bytes, at)
    if (end < 0) return fail(scan, at, 'a number')
    if (scan.due.type === 'integer' && !token.isPlainInteger(bytes, at, end)) {
      report(scan, 'number-unsafe', at, () => {
        const text = printable(bytes.toString('latin1', at, end), 40)
        return `writes ${text} where a plain integer from 0 to ${Number.MAX_SAFE_INTEGER} is due`
      })
    }
    return end
  }
  const end = token.literalEnd(bytes, at)
  return end < 0 ? fail(scan, at, 'a value') : end
}

/** Reads one value from `at` on; the index behind it, or -1 where the scan failed. */
const readValue = (scan: Scan, from: number, depthLimit: number): number => {
  const { bytes, view, frames } = scan
  let at = from
  for (;;) {
    at = token.skipSpace(bytes, view, at)
    const byte = bytes[at]
    if (byte === token.openBrace || byte === token.openBracket) {
      if (scan.depth >= depthLimit) {
        reportFatal(scan, 'depth', at, () => `is nested deeper than ${depthLimit} (limit depth)`)
        return -1
      }
      const array = byte === token.openBracket
      const frame = open(scan, array)
      at = token.skipSpace(bytes, view, at + 1)
      if (bytes[at] !== (array ? token.closeBracket : token.closeBrace)) {
        if (!array) at = readName(scan, frame, at)
        if (at < 0) return -1
        continue
      }
    } else {
      at = readScalar(scan, at)
      if (at < 0) return -1
    }
    for (;;) {
      const frame = frames[scan.depth - 1]
      if (frame === undefined) return at
      at = token.skipSpace(bytes, view, at)
      if (bytes[at] === token.comma) {
        at++
        if (frame.array) {
          frame.index++
          scan.due = frame.shape.type === 'array' ? frame.shape.of : any
        } else at = readName(scan, frame, at)
        if (at < 0) return -1
        break
      }
      if (bytes[at] !== (frame.array ? token.closeBracket : token.closeBrace))
        return fail(scan, at, `a comma or "${frame.array ? ']' : '}'}"`)
      close(scan, frame)
      at++
    }
  }
}

export interface ScannedJson {
  /** In the order of their offsets. */
  readonly flaws: readonly Flaw[]
  /**
   * Flaws of the objects that the shape says stand apart, by the objects' JSON Pointers; their own paths begin at the
   * object. They are not among `flaws`.
   */
  readonly apart: ReadonlyMap<string, readonly Flaw[]>
  /** Whether a name is written with an escape: `JSON.parse` cannot be trusted with those. */
  readonly escapedNames: boolean
}

/** As {@link scanJson}, and what a parser has to know. */
export const scanNames = (bytes: Buffer, shape: Shape, limits: Pick<Limits, 'depth'>): ScannedJson => {
  const scan = beginScan(bytes, shape)
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  if (marked) report(scan, 'byte-order-mark', 0, () => 'begins with a byte-order mark')
  const end = readValue(scan, marked ? 3 : 0, limits.depth)
  if (end >= 0) {
    const rest = token.skipSpace(bytes, scan.view, end)
    if (rest < bytes.length) report(scan, 'trailing-data', rest, () => 'goes on after its end')
  }
  scan.names.text = new Uint8Array(0)
  const { apart, escapedNames } = scan
  const { flaws } = scan.whole
  const invalid = invalidUtf8At(bytes)
  if (invalid < 0) return { flaws, apart, escapedNames }
  // The text before the fault ends where the fault is: its own flaw knows the path.
  const before = scanJson(bytes.subarray(0, invalid), any, limits).at(-1)
  const path = before?.code === 'syntax' ? before.path : ''
  const flaw: Flaw = { code: 'utf8', path, offset: invalid, detail: 'has bytes that are no UTF-8' }
  const all = [...flaws, flaw].toSorted((left, right) => left.offset - right.offset)
  return { flaws: all, apart, escapedNames }
}

/**
 * Finds in one pass over JSON what `JSON.parse` hides: names that stand twice in an object after unescaping (as Go
 * compares them: halves of surrogate pairs are all alike), names that Go's encoding/json folds to a known one where
 * `shape` says struct, numbers that are no plain integers where it says integer, halves of surrogate pairs, and
 * whatever makes the bytes no JSON at all. Time is linear in the bytes, memory in the names of the open objects.
 *
 * Flaws come in the order of their offsets; after `depth` and `syntax` nothing is read. About 1,000 are
 * listed; where more of a code were found, one more of it has the path of the whole document. Those inside of objects
 * that stand apart are left out.
 */
export const scanJson = (
  bytes: Buffer,
  shape: Shape,
  limits: Pick<Limits, 'depth'> = defaultLimits,
): readonly Flaw[] => scanNames(bytes, shape, limits).flaws
