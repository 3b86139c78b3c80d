import { literal } from '../engine/duckdb.ts'
import type { Table } from './tables.ts'
import { writeTemporary } from './temporary.ts'
import type { Workspace } from './workspace.ts'

/** Digests do not get smaller for all the work of the higher levels: they are random. */
const parquet = 'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1'

/** Writes a query's rows as Parquet; tells how many there are. */
export const copyTo = async (space: Workspace, query: string, path: string): Promise<number> => {
  const [copied] = await space.duckdb.rows(`COPY (${query}) TO ${literal(path)} (${parquet})`)
  return Number(copied?.Count ?? 0)
}

/** Rows of our own making as a query. */
export const rowsFrom = async (
  space: Workspace,
  { name, columns }: Table,
  rows: Iterable<object> | AsyncIterable<object>,
): Promise<string> => {
  const path = await space.file(`rows/${name}.ndjson`)
  async function* lines(): AsyncGenerator<string> {
    for await (const row of rows) yield `${JSON.stringify(row)}\n`
  }
  await writeTemporary(path, lines())
  const types = columns.map((column) => `${literal(column.name)}: ${literal(column.type)}`)
  return `SELECT * FROM read_json(${literal(path)}, format = 'newline_delimited', columns = {${types.join(', ')}})`
}
