import type { Compression } from './decompress.ts'
import type { Format } from './format.ts'

/**
 * Bytes that a file is best read in at once. In small chunks more time goes into asking for them; larger ones outlive
 * the young objects, so that memory fills up with those that are done with (1 MiB: 100 MB more, and 6 per cent slower).
 */
export const chunkBytes = 2 ** 18

/** Something that holds an export: a file, an object, standard input. */
export interface Source {
  /** The object key, or the file's name without its folders; standard input is `-`. */
  readonly name: string
  /** The bytes as given, compressed or not; called once. */
  open(): AsyncIterable<Uint8Array>
  /** Length in bytes where it is known, for progress and for the number of threads. */
  readonly size?: number
}

/** Length of them all, in bytes; null where that of one is not known. */
export const totalSize = (sources: readonly Source[]): number | null => {
  let total = 0
  for (const { size } of sources) {
    if (size === undefined) return null
    total += size
  }
  return total
}

/** What a source turned out to be, once it was read to its end. */
export interface SourceSummary {
  readonly name: string
  /** Hex SHA-256 of the bytes as given. */
  readonly sha256: string
  /** Length of the bytes as given. */
  readonly bytes: number
  readonly compression: Compression
  readonly format: Format
  /** Documents begun, rejected ones among them; empty YAML documents are passed over. */
  readonly documents: number
}
