import { literal } from '../engine/duckdb.ts'
import { readAhead } from '../../read-ahead.ts'
import type { DataObject } from './objects.ts'
import { allTables, type Table } from './tables.ts'
import type { Workspace } from './workspace.ts'

/** Files that are fetched while one is written to the disk. */
const ahead = 8

const emptyTable = ({ columns }: Table): string =>
  `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`).join(', ')} LIMIT 0`

/**
 * Makes each table a view of the given objects' files.
 * @returns the key of an object that is gone, or null
 */
export const openTables = async (
  space: Workspace,
  objects: readonly DataObject[],
  tables: readonly Table[] = allTables,
): Promise<string | null> => {
  for (const table of tables) {
    const files: string[] = []
    const own = objects.filter((object) => object.table === table.name)
    for await (const { key, path } of readAhead(
      own,
      async (object) => ({ key: object.key, path: await space.fetch(object.key) }),
      ahead,
    )) {
      if (path === null) return key
      files.push(path)
    }
    const rows =
      files.length === 0
        ? emptyTable(table)
        : `SELECT ${table.columns.map(({ name }) => name).join(', ')}
           FROM read_parquet([${files.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false)`
    await space.duckdb.run(`CREATE OR REPLACE VIEW ${table.name} AS ${rows}`)
  }
  return null
}
