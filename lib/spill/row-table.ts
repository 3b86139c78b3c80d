import { randomInt } from 'node:crypto'
import { spillBytes } from './records.ts'
import {
  compareKeys,
  createRowBlock,
  grownBlock,
  type RowBlock,
  rowBytesOf,
  type RowShape,
} from './row-block.ts'
import { cursorOver, mergeCursors, type RowRun, writeRun } from './row-run.ts'

/** Numbers by a key of fixed length: for as many keys as an export names, without an object for any of them. */
export interface RowTable {
  /** Adds the numbers of a row of `rows` to what is known of its key. Both are copied. */
  add(rows: RowBlock, row: number): void
  /** Visits the row of every key once, in no order. Nothing may be added any more. */
  each(visit: RowVisit): void
  /** Gives the memory and the files back. */
  close(): void
}

/** Is shown a row: its numbers are in `numbers` from `at` on, until it returns. */
export type RowVisit = (key: () => Uint8Array, numbers: Float64Array, at: number) => void

/** Puts what `given` says at `from` beside what `known` says at `at`, which was added first. */
export type MergeRows = (
  key: () => Uint8Array,
  known: Float64Array,
  at: number,
  given: Float64Array,
  from: number,
) => void

export interface RowTableOptions extends RowShape {
  readonly merge: MergeRows
  /** Bytes to be held before the table goes to the temporary folder. */
  readonly memory?: number
}

/** Unknown to whoever writes the input, so that keys cannot be chosen to meet in one slot. It never shows in a result. */
const seed = randomInt(2 ** 32) | 0

const leastRows = 256
/** Keys find their slots anew each time: few exports are neither small nor large. */
const growth = 4
/** So many that a key's first word and the number of its row fit into one number. */
const mostRowsHeld = 2 ** 21
/** Slots for each row that there is room for: half of them stay free. */
const slotsPerRow = 2

/**
 * A table that is written, sorted, to a hidden file of the temporary folder when it takes `memory` bytes, and begun
 * anew; `each` merges these runs.
 */
export const createRowTable = ({
  keyBytes,
  columns,
  merge,
  memory = spillBytes,
}: RowTableOptions): RowTable => {
  const shape = { keyBytes, columns }
  const rowBytes = rowBytesOf(shape)
  const keyWords = keyBytes / 4
  const rowWords = rowBytes / 4
  const rowNumbers = rowBytes / 8
  const keyNumbers = keyBytes / 8
  const wished = Math.floor(memory / (rowBytes + 4 * slotsPerRow))
  const mostRows = Math.max(1, Math.min(wished, mostRowsHeld))
  let room = Math.min(leastRows, mostRows)
  let block = createRowBlock(shape, room)
  /** The row's number, from 1 on, where its key's hash leads; 0 where a slot is free. */
  let slots = new Uint32Array(slotsPerRow * room)
  let count = 0
  const runs: RowRun[] = []

  const slotOf = (words: Uint32Array, from: number): number => {
    let mixed = seed
    for (let word = from; word < from + keyWords; word++) {
      mixed = Math.imul(mixed ^ (words[word] as number), 0x85ebca6b)
      mixed ^= mixed >>> 15
    }
    return (mixed >>> 0) % slots.length
  }

  /** The slot of the key that begins at `word`, or the free one that it goes to. */
  const find = (words: Uint32Array, word: number): number => {
    let slot = slotOf(words, word)
    for (;;) {
      const taken = slots[slot] as number
      if (taken === 0) return slot
      if (compareKeys(keyWords, block.words, (taken - 1) * rowWords, words, word) === 0) return slot
      slot = slot + 1 === slots.length ? 0 : slot + 1
    }
  }

  const grow = (): void => {
    room = Math.min(growth * room, mostRows)
    block = grownBlock(block, shape, room)
    slots = new Uint32Array(slotsPerRow * room)
    for (let row = 0; row < count; row++) {
      let slot = slotOf(block.words, row * rowWords)
      while (slots[slot] !== 0) slot = slot + 1 === slots.length ? 0 : slot + 1
      slots[slot] = row + 1
    }
  }

  /** The numbers of the rows in the order of their keys: by first words, which sort as numbers, then by the rest. */
  const sorted = (): Uint32Array => {
    const { words } = block
    const firsts = new Float64Array(count)
    for (let row = 0; row < count; row++) firsts[row] = (words[row * rowWords] as number) * mostRowsHeld + row
    firsts.sort()
    const order = Uint32Array.from(firsts, (first) => first % mostRowsHeld)
    const first = (at: number): number | undefined => words[(order[at] as number) * rowWords]
    for (let from = 0, to = 1; from < count; from = to++) {
      while (to < count && first(to) === first(from)) to++
      if (to - from > 1)
        order
          .subarray(from, to)
          .sort((one, other) => compareKeys(keyWords, words, one * rowWords, words, other * rowWords))
    }
    return order
  }

  const spill = (): void => {
    runs.push(writeRun(cursorOver(block, sorted()), shape))
    slots.fill(0)
    count = 0
  }

  const eachMerged = (visit: RowVisit): void => {
    const merged = new Float64Array(columns)
    const cursors = [...runs.map((run) => run.cursor()), cursorOver(block, sorted())]
    mergeCursors(cursors, shape, (equals) => {
      const [first] = equals
      if (first === undefined) return
      const from = first.row() * rowBytes
      const key = (): Uint8Array => first.block.bytes.subarray(from, from + keyBytes)
      for (const [n, cursor] of equals.entries()) {
        const { numbers } = cursor.block
        const at = cursor.row() * rowNumbers + keyNumbers
        if (n === 0)
          for (let column = 0; column < columns; column++) merged[column] = numbers[at + column] as number
        else merge(key, merged, 0, numbers, at)
      }
      visit(key, merged, 0)
    })
  }

  return {
    add({ bytes, words, numbers }, row) {
      const slot = find(words, row * rowWords)
      const taken = slots[slot] as number
      if (taken !== 0) {
        const key = (): Uint8Array => bytes.subarray(row * rowBytes, row * rowBytes + keyBytes)
        merge(
          key,
          block.numbers,
          (taken - 1) * rowNumbers + keyNumbers,
          numbers,
          row * rowNumbers + keyNumbers,
        )
        return
      }
      const from = row * rowWords
      const to = count * rowWords
      // As words: numbers that are not, as parts of keys are, need not come out of a copy as they went in.
      for (let word = 0; word < rowWords; word++) block.words[to + word] = words[from + word] as number
      slots[slot] = ++count
      if (count === mostRows) spill()
      else if (count === room) grow()
    },
    each(visit) {
      if (runs.length > 0) eachMerged(visit)
      else
        for (let row = 0; row < count; row++)
          visit(
            () => block.bytes.subarray(row * rowBytes, row * rowBytes + keyBytes),
            block.numbers,
            row * rowNumbers + keyNumbers,
          )
    },
    close() {
      for (const run of runs) run.close()
      runs.length = 0
      count = 0
      block = createRowBlock(shape, 0)
      slots = new Uint32Array(0)
    },
  }
}
