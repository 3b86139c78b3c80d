import type { Flaw, FlawCode } from './flaw.ts'
import { createNames, type Names } from './names.ts'
import { pointerTo } from './pointer.ts'
import { printable } from './printable.ts'
import type { Shape } from './shape.ts'
import type { StringWalk } from './token.ts'

/** Most flaws that one scan lists; the first of each code is always among them. */
const most = 1000

export interface Frame {
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

export interface Scan extends StringWalk {
  readonly bytes: Buffer
  readonly view: DataView
  readonly names: Names
  readonly frames: Frame[]
  depth: number
  /** The shape of the value that is due next. */
  due: Shape
  readonly flaws: Flaw[]
  readonly codes: Set<FlawCode>
  escapedNames: boolean
}

let spare = createNames()

/** The names' arrays serve one scan after another; giant ones are not kept. */
const borrowNames = (bytes: Buffer): Names => {
  if (spare.starts.length > 65_536 || spare.unescaped.length > 65_536) spare = createNames()
  spare.text = bytes
  spare.count = 0
  spare.unescapedLength = 0
  return spare
}

export const textOf = (bytes: Buffer, from: number, to: number): string => {
  const text = bytes.toString('utf8', from, to)
  if (!text.includes('\\')) return text
  const unescaped: string = JSON.parse(`"${text}"`)
  return unescaped
}

const pathOf = ({ bytes, frames }: Scan, depth: number): string => {
  let path = ''
  for (const frame of frames.slice(0, depth)) {
    if (!frame.array && frame.from < 0) return path
    path = pointerTo(path, frame.array ? frame.index : textOf(bytes, frame.from, frame.to))
  }
  return path
}

/** `detail` is asked only where the flaw is listed. */
export const report = (scan: Scan, code: FlawCode, offset: number, detail: () => string): void => {
  if (scan.flaws.length >= most && scan.codes.has(code)) return
  scan.codes.add(code)
  scan.flaws.push({ code, path: pathOf(scan, scan.depth), offset, detail: detail() })
}

/** Ends the scan: what follows cannot be read. */
export const fail = (scan: Scan, at: number, due: string): -1 => {
  const { bytes } = scan
  report(scan, 'syntax', Math.min(at, bytes.length), () => {
    const [first] = bytes.toString('utf8', at, at + 4)
    return `is no JSON: ${due} is due, not ${first === undefined ? 'the end' : `"${printable(first)}"`}`
  })
  return -1
}

export const quoted = (bytes: Buffer, from: number, to: number): string => {
  const cut = to - from > 400
  return `"${printable(cut ? bytes.toString('utf8', from, from + 400) : textOf(bytes, from, to))}"`
}

export const beginScan = (bytes: Buffer, due: Shape): Scan => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
  names: borrowNames(bytes),
  frames: [],
  depth: 0,
  due,
  flaws: [],
  codes: new Set(),
  escapedNames: false,
  failed: 0,
  lone: -1,
})
