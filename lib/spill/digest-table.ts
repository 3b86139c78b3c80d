import { type Algorithm, algorithmOf, type Digest } from '../digest.ts'
import { createRowTable, type RowTable } from './row-table.ts'
import { spillBytes } from './records.ts'

/** Numbers by digest, held as the bytes that the digest spells. */
export interface DigestTable {
  /** Adds `values` to what is known of `digest`. */
  add(digest: Digest, values: readonly number[]): void
  /** The numbers of every digest once, in no order; good until the next are asked for. Nothing may be added any more. */
  rows(): Generator<Float64Array>
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
    const digestOf = (bytes: Uint8Array) => (): Digest =>
      `${algorithm}:${Buffer.from(bytes).toString('hex')}` as Digest
    const part = {
      prefix: `${algorithm}:`,
      key: Buffer.alloc(keyBytes[algorithm]),
      table: createRowTable({
        keyBytes: keyBytes[algorithm],
        columns,
        merge: (bytes, ...rows) => merge(digestOf(bytes), ...rows),
        memory,
      }),
    }
    parts.push(part)
    return part
  }

  return {
    add(digest, values) {
      const { prefix, key, table } =
        parts.find((part) => digest.startsWith(part.prefix)) ?? begin(algorithmOf(digest))
      key.write(digest.slice(prefix.length), 'hex')
      table.add(key, values)
    },
    *rows() {
      for (const { table } of parts) for (const { values } of table.rows()) yield values
    },
    close() {
      for (const { table } of parts) table.close()
      parts.length = 0
    },
  }
}
