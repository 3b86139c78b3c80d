import { randomInt } from 'node:crypto'
import { type RowBlock, type RowShape, rowBytesOf } from './row-block.ts'

/** Puts what `given` says at `from` beside what `known` says at `at`, which was added first. */
export type MergeRows = (
  key: () => Uint8Array,
  known: Float64Array,
  at: number,
  given: Float64Array,
  from: number,
) => void

/** Makes one row of all rows of a key. */
export interface RowMerger {
  /** Of the first `count` rows of `block`; what is left moves to its front. Gives how many rows that are. */
  merge(block: RowBlock, count: number): number
  /** 32 bits of the key that begins at `word`. */
  hash(words: Uint32Array, word: number): number
}

/** Unknown to whoever writes the input, so that keys cannot be chosen to meet in one slot. It never shows in a result. */
const seed = randomInt(2 ** 32) | 0

const leastSlots = 4
/** Slots for each row at least: half of them stay free. */
const slotsPerRow = 2

/** Its slots are used again and again, for one block after the other. */
export const createRowMerger = (shape: RowShape, merge: MergeRows): RowMerger => {
  const rowBytes = rowBytesOf(shape)
  const keyWords = shape.keyBytes / 4
  const rowWords = rowBytes / 4
  const rowNumbers = rowBytes / 8
  const keyNumbers = shape.keyBytes / 8
  /** The row's number, from 1 on, where its key's hash leads; 0 where a slot is free. */
  let slots = new Uint32Array(leastSlots)

  const clear = (rows: number): number => {
    let size = leastSlots
    while (size < slotsPerRow * rows) size *= 2
    if (slots.length < size) slots = new Uint32Array(size)
    else slots.fill(0, 0, size)
    return size
  }

  const hash = (words: Uint32Array, from: number): number => {
    let mixed = seed
    for (let word = from; word < from + keyWords; word++) {
      mixed = Math.imul(mixed ^ (words[word] as number), 0x85ebca6b)
      mixed ^= mixed >>> 15
    }
    return mixed >>> 0
  }

  const isSame = (words: Uint32Array, one: number, other: number): boolean => {
    for (let n = 0; n < keyWords; n++) if (words[one + n] !== words[other + n]) return false
    return true
  }

  return {
    hash,
    merge({ bytes, words, numbers }, count) {
      const last = clear(count) - 1
      let row = 0
      let kept = 0
      const key = (): Uint8Array => bytes.subarray(row * rowBytes, row * rowBytes + shape.keyBytes)
      for (; row < count; row++) {
        const from = row * rowWords
        let slot = hash(words, from) & last
        let taken = slots[slot] as number
        while (taken !== 0 && !isSame(words, (taken - 1) * rowWords, from)) {
          slot = (slot + 1) & last
          taken = slots[slot] as number
        }
        if (taken === 0) {
          if (kept < row) words.copyWithin(kept * rowWords, from, from + rowWords)
          slots[slot] = ++kept
        } else {
          const known = (taken - 1) * rowNumbers + keyNumbers
          merge(key, numbers, known, numbers, row * rowNumbers + keyNumbers)
        }
      }
      return kept
    },
  }
}
