/** How the rows of a table are laid out: the key, then the numbers. */
export interface RowShape {
  /** A multiple of 8. */
  readonly keyBytes: number
  /** Numbers a row. */
  readonly columns: number
}

/** Room for rows, one after the other, seen as bytes, as the words of keys and as numbers. */
export interface RowBlock {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly words: Uint32Array
  readonly numbers: Float64Array
}

/** The first `count` rows of a block. */
export interface Rows {
  readonly block: RowBlock
  readonly count: number
}

export const rowBytesOf = ({ keyBytes, columns }: RowShape): number => keyBytes + 8 * columns

export const createRowBlock = (shape: RowShape, rows: number): RowBlock => {
  const buffer = new ArrayBuffer(rows * rowBytesOf(shape))
  return {
    bytes: new Uint8Array(buffer),
    words: new Uint32Array(buffer),
    numbers: new Float64Array(buffer),
  }
}

/** A block with the rows of `block`, and room for `rows` in all. */
export const grownBlock = (block: RowBlock, shape: RowShape, rows: number): RowBlock => {
  const grown = createRowBlock(shape, rows)
  grown.bytes.set(block.bytes)
  return grown
}
