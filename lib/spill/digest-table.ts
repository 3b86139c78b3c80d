import { type Algorithm, algorithmOf, type Digest } from '../digest.ts'
import { createRowTable, type RowTable } from './row-table.ts'
import { spillBytes } from './records.ts'

/** Numbers by digest, held as the bytes that the digest spells. */
export interface DigestTable {
  /** Adds `numbers` to what is known of `digest`. */
  add(digest: Digest, numbers: readonly number[]): void
  /** Visits what is known of every digest once, in no order: `numbers` from `at` on. Nothing may be added any more. */
  each(visit: (numbers: Float64Array, at: number) => void): void
  /** Gives the memory and the files back. */
  close(): void
}

/** Puts what `given` says at `from` beside what `known` says at `at`, which was added first. */
export type MergeNumbers = (
  digest: () => Digest,
  known: Float64Array,
  at: number,
  given: ArrayLike<number>,
  from: number,
) => void

export interface DigestTableOptions {
  /** Numbers a digest. */
  readonly columns: number
  readonly merge: MergeNumbers
  /** Bytes to be held, for digests of each algorithm, before they go to the temporary folder. */
  readonly memory?: number
}

const keyBytes: Readonly<Record<Algorithm, number>> = { sha256: 32, sha384: 48, sha512: 64 }

interface Part {
  /** What comes before the hex in a digest's text. */
  readonly prefix: string
  readonly key: Buffer
  readonly table: RowTable
}

/** A table of digests; clusters have those of one algorithm only. */
export const createDigestTable = ({
  columns,
  merge,
  memory = spillBytes,
}: DigestTableOptions): DigestTable => {
  const parts: Part[] = []

  const begin = (algorithm: Algorithm): Part => {
    const prefix = `${algorithm}:`
    const part = {
      prefix,
      key: Buffer.alloc(keyBytes[algorithm]),
      table: createRowTable({
        keyBytes: keyBytes[algorithm],
        columns,
        merge: (bytes, ...rows) =>
          merge(() => `${prefix}${Buffer.from(bytes()).toString('hex')}` as Digest, ...rows),
        memory,
      }),
    }
    parts.push(part)
    return part
  }

  return {
    add(digest, numbers) {
      const { prefix, key, table } =
        parts.find((part) => digest.startsWith(part.prefix)) ?? begin(algorithmOf(digest))
      key.write(digest.slice(prefix.length), 'hex')
      table.add(key, numbers)
    },
    each(visit) {
      for (const { table } of parts) table.each((_key, numbers, at) => visit(numbers, at))
    },
    close() {
      for (const { table } of parts) table.close()
      parts.length = 0
    },
  }
}
