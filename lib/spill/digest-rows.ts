import { type Algorithm, algorithmOf, type Digest } from '../digest.ts'
import { createRowBlock, grownBlock, type RowShape, type Rows, rowBytesOf } from './row-block.ts'

/** Numbers by digest on their way to a table, perhaps from another thread: those of one algorithm. */
export interface DigestRows extends Rows {
  readonly algorithm: Algorithm
}

/** Collects {@link DigestRows}. */
export interface DigestRowsWriter {
  add(digest: Digest, numbers: readonly number[]): void
  /** What was added, digests of one algorithm in the order in which they were. Nothing may be added any more. */
  rows(): readonly DigestRows[]
}

const keyBytes: Readonly<Record<Algorithm, number>> = { sha256: 32, sha384: 48, sha512: 64 }

/** A digest's key is the bytes that it spells. */
export const digestRowShape = (algorithm: Algorithm, columns: number): RowShape => ({
  keyBytes: keyBytes[algorithm],
  columns,
})

const leastRows = 64

interface Part {
  /** What comes before the hex in a digest's text. */
  readonly prefix: string
  add(hex: string, numbers: readonly number[]): void
  rows(): DigestRows
}

const partFor = (algorithm: Algorithm, columns: number): Part => {
  const shape = digestRowShape(algorithm, columns)
  const rowBytes = rowBytesOf(shape)
  let room = leastRows
  let block = createRowBlock(shape, room)
  let keys = Buffer.from(block.bytes.buffer)
  let count = 0
  return {
    prefix: `${algorithm}:`,
    add(hex, numbers) {
      if (count === room) {
        room *= 2
        block = grownBlock(block, shape, room)
        keys = Buffer.from(block.bytes.buffer)
      }
      const from = count++ * rowBytes
      keys.write(hex, from, 'hex')
      block.numbers.set(numbers, (from + shape.keyBytes) / 8)
    },
    rows: () => ({ algorithm, count, block }),
  }
}

/** @param columns numbers a digest */
export const createDigestRows = (columns: number): DigestRowsWriter => {
  const parts: Part[] = []
  const begin = (algorithm: Algorithm): Part => {
    const part = partFor(algorithm, columns)
    parts.push(part)
    return part
  }
  return {
    add(digest, numbers) {
      const part = parts.find(({ prefix }) => digest.startsWith(prefix)) ?? begin(algorithmOf(digest))
      part.add(digest.slice(part.prefix.length), numbers)
    },
    rows: () => parts.map((part) => part.rows()),
  }
}
