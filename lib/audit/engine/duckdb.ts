import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { AssayError } from '../../error.ts'
import { type Row, rfc3339, wholeNumber } from './row.ts'

export interface Duckdb {
  /** Runs statements that give nothing. */
  run(sql: string): Promise<void>
  rows(sql: string): Promise<Row[]>
  /** As `rows`, some at a time: for answers that memory does not hold. */
  pages(sql: string): AsyncIterable<Row[]>
  close(): void
}

export interface DuckdbSettings {
  /** Folder for what memory does not hold. */
  readonly spill: string
  /** Bytes that it may hold. */
  readonly memory: number
  readonly threads: number
}

const plain = (value: DuckDBValue): Row[string] => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return wholeNumber(value)
  const text = String(value)
  // Times are the only other thing that queries give, sums of decimals aside.
  return /^-?\d+$/.test(text) ? wholeNumber(BigInt(text)) : text
}

/** Makes rows of what DuckDB gives as lists. */
const rowMaker =
  (names: readonly string[], types: readonly string[]) =>
  (values: readonly DuckDBValue[]): Row =>
    Object.fromEntries(
      names.map((name, index) => {
        const value = plain(values[index] ?? null)
        const isTime = types[index]?.startsWith('TIMESTAMP') === true
        return [name, isTime && typeof value === 'string' ? rfc3339(value) : value]
      }),
    )

/** A text in SQL, whatever it holds. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** What DuckDB says as far as it says nothing of files or their content: the kind of its error. */
const failure = (cause: unknown): AssayError => {
  const text = cause instanceof Error ? cause.message : ''
  if (/No space left on device|Disk quota exceeded/i.test(text))
    return new AssayError(
      'temporary-folder',
      "DuckDB cannot write to the audit's temporary folder: no space left",
      { cause },
    )
  const [kind = 'failed'] = /^[A-Z][A-Za-z ]* Error/.exec(text) ?? []
  const code = kind.startsWith('Out of Memory') ? 'engine-exhausted' : 'engine-failed'
  return new AssayError(code, `DuckDB: ${kind}`, { cause })
}

/** Whether a statement may have failed of a file's content: not of memory, the disk or what was asked. */
export const isOfContent = (error: unknown): boolean =>
  error instanceof AssayError &&
  error.code === 'engine-failed' &&
  error.message.startsWith('DuckDB: Invalid ')

/** Whether a statement failed for want of memory or disk rather than for what it read. */
export const isExhausted = (error: unknown): boolean =>
  error instanceof AssayError &&
  (error.code === 'temporary-folder' || /Out of Memory|Fatal|Internal|Interrupt/.test(error.message))

/**
 * DuckDB inside this process. It reads and writes files of this machine only: extensions, which it would download, and
 * every way to the network are off. Loaded when first asked for, since it is 70 MB of native code.
 * @throws AssayError `engine-unavailable` where the native module is missing
 */
export const openDuckdb = async ({ spill, memory, threads }: DuckdbSettings): Promise<Duckdb> => {
  const { DuckDBInstance } = await import('@duckdb/node-api').catch((cause: unknown) => {
    throw new AssayError('engine-unavailable', 'DuckDB cannot be loaded: its native module is missing', {
      cause,
    })
  })
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.floor(memory / 1e6)}MB`,
    threads: String(threads),
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection: DuckDBConnection = await instance.connect()
  return {
    async run(sql) {
      await connection.run(sql).catch((error: unknown) => Promise.reject(failure(error)))
    },
    async rows(sql) {
      const reader = await connection
        .runAndReadAll(sql)
        .catch((error: unknown) => Promise.reject(failure(error)))
      return reader.getRows().map(rowMaker(reader.columnNames(), reader.columnTypes().map(String)))
    },
    async *pages(sql) {
      try {
        const result = await connection.stream(sql)
        const row = rowMaker(result.columnNames(), result.columnTypes().map(String))
        for await (const rows of result.yieldRows()) yield rows.map(row)
      } catch (error) {
        throw error instanceof AssayError ? error : failure(error)
      }
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
