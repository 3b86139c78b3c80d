import type { Algorithm, Digest } from '../digest.ts'
import { type DigestRows, digestRowShape } from './digest-rows.ts'
import { spillBytes } from './records.ts'
import { createRowTable, type RowTable } from './row-table.ts'

/** Numbers by digest, held as the bytes that the digest spells. */
export interface DigestTable {
  /** Adds the numbers of each row to what is known of its digest. */
  add(rows: readonly DigestRows[]): void
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
  given: Float64Array,
  from: number,
) => void

export interface DigestTableOptions {
  /** Numbers a digest. */
  readonly columns: number
  readonly merge: MergeNumbers
  /** Bytes to be held, for digests of each algorithm, before they go to the temporary folder. */
  readonly memory?: number
}

/** A table of digests; clusters have those of one algorithm only. */
export const createDigestTable = ({
  columns,
  merge,
  memory = spillBytes,
}: DigestTableOptions): DigestTable => {
  const tables = new Map<Algorithm, RowTable>()

  const begin = (algorithm: Algorithm): RowTable => {
    const table = createRowTable({
      ...digestRowShape(algorithm, columns),
      merge: (key, ...rows) =>
        merge(() => `${algorithm}:${Buffer.from(key()).toString('hex')}` as Digest, ...rows),
      memory,
    })
    tables.set(algorithm, table)
    return table
  }

  return {
    add(given) {
      for (const rows of given) (tables.get(rows.algorithm) ?? begin(rows.algorithm)).add(rows)
    },
    each(visit) {
      for (const table of tables.values()) table.each((_key, numbers, at) => visit(numbers, at))
    },
    close() {
      for (const table of tables.values()) table.close()
      tables.clear()
    },
  }
}
