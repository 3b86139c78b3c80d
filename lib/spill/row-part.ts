import {
  createRowBlock,
  grownBlock,
  type RowBlock,
  type RowShape,
  type Rows,
  rowBytesOf,
} from './row-block.ts'
import type { RowMerger } from './row-merger.ts'

/** Rows as they come, several of one key among them until there is no more room. */
export interface RowPart {
  /** Copies the row of `rows`. */
  add(rows: RowBlock, row: number): void
  held(): Rows
}

/** Rows that there is room for at first. */
const leastRows = 64
/** Times as much room as before: few exports are neither small nor large. */
const growth = 4

/** Holds `most` rows at most. When too many have keys of their own, `empty` gets them, and takes them elsewhere. */
export const createRowPart = (
  shape: RowShape,
  merger: RowMerger,
  most: number,
  empty: (rows: Rows) => void,
): RowPart => {
  const rowWords = rowBytesOf(shape) / 4
  let room = Math.min(leastRows, most)
  let block = createRowBlock(shape, room)
  let count = 0

  const makeRoom = (): void => {
    count = merger.merge(block, count)
    // With less room won, rows would be looked at again and again.
    if (count <= room / 2) return
    if (room < most) {
      room = Math.min(growth * room, most)
      block = grownBlock(block, shape, room)
    } else {
      empty({ block, count })
      count = 0
    }
  }

  return {
    add({ words }, row) {
      const from = row * rowWords
      const to = count++ * rowWords
      // A loop is faster than a copy of so few, by up to 2 per cent of a run. As words: numbers that are not, as parts of
      // keys are, need not come out of a copy as they went in.
      for (let word = 0; word < rowWords; word++) block.words[to + word] = words[from + word] as number
      if (count === room) makeRoom()
    },
    held: () => ({ block, count }),
  }
}
