import { type HiddenFile, openHidden } from './hidden-file.ts'
import { spillBytes } from './records.ts'
import { createRowBlock, type RowBlock, type RowShape, type Rows, rowBytesOf } from './row-block.ts'
import { createRowMerger, type MergeRows } from './row-merger.ts'
import { createRowPart, type RowPart } from './row-part.ts'

/** Numbers by a key of fixed length: for as many keys as an export names, without an object for any of them. */
export interface RowTable {
  /** Adds the numbers of each row to what is known of its key. Both are copied. */
  add(rows: Rows): void
  /** Visits the row of every key once, in no order. Nothing may be added any more. */
  each(visit: RowVisit): void
  /** Gives the memory and the file back. */
  close(): void
}

/** Is shown a row: its numbers are in `numbers` from `at` on, until it returns. */
export type RowVisit = (key: () => Uint8Array, numbers: Float64Array, at: number) => void

export interface RowTableOptions extends RowShape {
  /**
   * Called for rows of one key that were added one after the other, or for what such rows came to; by `each` at the
   * latest. In what groups chance decides.
   */
  readonly merge: MergeRows
  /** Bytes to be held before rows go to the temporary folder. */
  readonly memory?: number
}

/** A part is found by so many bits of the key's hash. */
const partBits = 6
const partCount = 2 ** partBits
const hashBits = 32

/** Rows of a part that stand in the file from `at` on. */
interface Segment {
  readonly at: number
  readonly count: number
}

interface Part extends RowPart {
  readonly segments: readonly Segment[]
}

/**
 * A table that looks for equal keys only where room is short, and among few: rows are collected in parts, by the hash of
 * their keys, each of them small enough for the processor's cache. To look each key up as it came took three times as
 * long for a million: every look-up waited for memory. What of a part is too much goes to a hidden file of the temporary
 * folder. Where one part is more than `memory` with what of it is in the file, it becomes a table of its own.
 */
export const createRowTable = (options: RowTableOptions): RowTable => tableOf(options, hashBits - partBits)

/** @param shift where in the hash the bits begin that tell its parts */
const tableOf = (options: RowTableOptions, shift: number): RowTable => {
  const { keyBytes, columns, merge, memory = spillBytes } = options
  const shape = { keyBytes, columns }
  const rowBytes = rowBytesOf(shape)
  const rowWords = rowBytes / 4
  const rowNumbers = rowBytes / 8
  const keyNumbers = keyBytes / 8
  const mostRows = Math.floor(memory / rowBytes)
  const rowsOfPart = Math.max(1, Math.floor(mostRows / partCount))
  const merger = createRowMerger(shape, merge)
  let file: HiddenFile | null = null
  /** By the bits of the hash; null until there are more rows than one part holds. */
  let parts: Map<number, Part> | null = null

  const createPart = (): Part => {
    const segments: Segment[] = []
    const part = createRowPart(shape, merger, rowsOfPart, ({ block, count }) => {
      file ??= openHidden()
      segments.push({ at: file.size(), count })
      file.append(block.bytes.subarray(0, count * rowBytes))
    })
    return { ...part, segments }
  }

  const spread = (into: Map<number, Part>, rows: RowBlock, row: number): void => {
    const bits = (merger.hash(rows.words, row * rowWords) >>> shift) & (partCount - 1)
    let part = into.get(bits)
    if (part === undefined) {
      part = createPart()
      into.set(bits, part)
    }
    part.add(rows, row)
  }

  /** What came before there were parts. */
  const first = createRowPart(shape, merger, rowsOfPart, ({ block, count }) => {
    parts = new Map()
    for (let row = 0; row < count; row++) spread(parts, block, row)
  })

  const load = ({ at, count }: Segment, block: RowBlock, from: number): void => {
    file?.read(block.bytes.subarray(from, from + count * rowBytes), at)
  }

  /** Room for all rows of a part, used for one part after the other. */
  let room = createRowBlock(shape, 0)
  /** All rows of a part, those in the file first. */
  const gathered = (part: Part, count: number): Rows => {
    if (room.bytes.length < count * rowBytes) room = createRowBlock(shape, count)
    let to = 0
    for (const segment of part.segments) {
      load(segment, room, to)
      to += segment.count * rowBytes
    }
    const held = part.held()
    room.bytes.set(held.block.bytes.subarray(0, held.count * rowBytes), to)
    return { block: room, count }
  }

  const visitAll = ({ block, count: given }: Rows, visit: RowVisit): void => {
    const count = merger.merge(block, given)
    let row = 0
    const key = (): Uint8Array => block.bytes.subarray(row * rowBytes, row * rowBytes + keyBytes)
    for (; row < count; row++) visit(key, block.numbers, row * rowNumbers + keyNumbers)
  }

  /** Visits a part as a table of its own. */
  const visitDivided = (part: Part, visit: RowVisit): void => {
    const table = tableOf(options, shift - partBits)
    const block = createRowBlock(shape, rowsOfPart)
    try {
      for (const segment of part.segments) {
        load(segment, block, 0)
        table.add({ block, count: segment.count })
      }
      table.add(part.held())
      table.each(visit)
    } finally {
      table.close()
    }
  }

  const visitPart = (part: Part, visit: RowVisit): void => {
    const held = part.held()
    const count = part.segments.reduce((sum, segment) => sum + segment.count, held.count)
    if (count === held.count) visitAll(held, visit)
    else if (count <= mostRows || shift < partBits) visitAll(gathered(part, count), visit)
    else visitDivided(part, visit)
  }

  return {
    add({ block, count }) {
      for (let row = 0; row < count; row++)
        if (parts === null) first.add(block, row)
        else spread(parts, block, row)
    },
    each(visit) {
      if (parts === null) visitAll(first.held(), visit)
      else for (const part of parts.values()) visitPart(part, visit)
    },
    close() {
      file?.close()
      file = null
      parts = new Map()
    },
  }
}
