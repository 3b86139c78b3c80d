import { readAhead } from '../../read-ahead.ts'
import { literal } from '../engine/duckdb.ts'
import type { DataObject } from './objects.ts'
import { allTables, type Column, type Table } from './tables.ts'
import type { Workspace } from './workspace.ts'

/** Files that are fetched while one is written to the disk. */
const ahead = 8

const emptyTable = (columns: readonly Column[]): string =>
  `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`).join(', ')} LIMIT 0`

const rowsIn = ({ columns }: Table, files: readonly string[]): string => {
  const names = columns.map(({ name }) => name).join(', ')
  const rows = `read_parquet([${files.map(literal).join(', ')}], union_by_name = true, hive_partitioning = false)`
  const late = columns.filter(({ isLate }) => isLate)
  // Perhaps none of the files has them.
  return late.length === 0
    ? `SELECT ${names} FROM ${rows}`
    : `SELECT ${names} FROM ((${emptyTable(late)}) UNION ALL BY NAME SELECT * FROM ${rows})`
}

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
    const rows = files.length === 0 ? emptyTable(table.columns) : rowsIn(table, files)
    await space.duckdb.run(`CREATE OR REPLACE VIEW ${table.name} AS ${rows}`)
  }
  return null
}
