import { type HiddenFile, openHidden } from './hidden-file.ts'
import { compareKeys, createRowBlock, type RowBlock, rowBytesOf, type RowShape } from './row-block.ts'

/** Bytes that come from a file, or go to one, at once: dozens are read side by side where a table is put together. */
const blockBytes = 2 ** 17

const rowsAtOnce = (shape: RowShape): number => Math.max(1, Math.floor(blockBytes / rowBytesOf(shape)))

/** Goes through rows in the order of their keys, from the first one on. */
export interface RowCursor {
  readonly block: RowBlock
  /** The number of the row in the block; negative once there are no more. */
  readonly row: () => number
  step(): void
}

const ended = -1

/** Goes through the rows of `block` in this order. */
export const cursorOver = (block: RowBlock, order: Uint32Array): RowCursor => {
  let at = 0
  return { block, row: () => order[at] ?? ended, step: () => void at++ }
}

const cursorIn = (file: HiddenFile, shape: RowShape): RowCursor => {
  const block = createRowBlock(shape, rowsAtOnce(shape))
  let from = 0
  let rows = 0
  let row = 0
  const fill = (): void => {
    const bytes = block.bytes.subarray(0, file.size() - from)
    file.read(bytes, from)
    from += bytes.length
    rows = bytes.length / rowBytesOf(shape)
    row = rows === 0 ? ended : 0
  }
  fill()
  return {
    block,
    row: () => row,
    step() {
      if (++row === rows) fill()
    },
  }
}

/** Sorted rows in a hidden file. */
export interface RowRun {
  cursor(): RowCursor
  close(): void
}

/** Writes all rows that `sorted` goes through. */
export const writeRun = (sorted: RowCursor, shape: RowShape): RowRun => {
  const rowBytes = rowBytesOf(shape)
  const out = createRowBlock(shape, rowsAtOnce(shape)).bytes
  const file = openHidden()
  let used = 0
  for (; sorted.row() >= 0; sorted.step()) {
    const from = sorted.row() * rowBytes
    out.set(sorted.block.bytes.subarray(from, from + rowBytes), used)
    used += rowBytes
    if (used < out.length) continue
    file.append(out)
    used = 0
  }
  file.append(out.subarray(0, used))
  return { cursor: () => cursorIn(file, shape), close: () => file.close() }
}

/** Calls `visit` for every key once, in order, with the cursors that stand on a row of it, in their own order. */
export const mergeCursors = (
  cursors: readonly RowCursor[],
  shape: RowShape,
  visit: (equals: readonly RowCursor[]) => void,
): void => {
  const keyWords = shape.keyBytes / 4
  const rowWords = rowBytesOf(shape) / 4
  const isOpen = (cursor: RowCursor): boolean => cursor.row() >= 0
  const least: RowCursor[] = []
  for (let open = cursors.filter(isOpen); open.length > 0; ) {
    least.length = 0
    for (const cursor of open) {
      const first = least[0] ?? cursor
      const word = cursor.row() * rowWords
      const order = compareKeys(keyWords, cursor.block.words, word, first.block.words, first.row() * rowWords)
      if (order < 0) least.length = 0
      if (order <= 0) least.push(cursor)
    }
    visit(least)
    for (const cursor of least) cursor.step()
    if (!least.every(isOpen)) open = open.filter(isOpen)
  }
}
