import { momentName, momentText } from '../moment.ts'
import { dayOf } from './batch-plan.ts'
import { copyTo, rowsFrom } from './copy.ts'
import { type DataObject, dataKey } from './objects.ts'
import type { Table } from './tables.ts'
import type { Workspace } from './workspace.ts'

/**
 * Writes down what the audit of this moment rests on. Whoever does so first, decides: an audit that is run again after it
 * was interrupted, or by two at once, comes to the same answer.
 * @param rows without `audited_at`
 */
export const decide = async (
  space: Workspace,
  table: Table,
  at: Date,
  rows: Iterable<object> | AsyncIterable<object>,
): Promise<DataObject> => {
  const audited_at = momentText(at)
  async function* dated(): AsyncGenerator<object> {
    for await (const row of rows) yield { audited_at, ...row }
  }
  const day = dayOf(at)
  const name = momentName(at)
  const key = dataKey(table.name, day, name)
  const path = await space.file(`written/${table.name}.parquet`)
  await copyTo(space, await rowsFrom(space, table, dated()), path)
  await space.putFirst(key, path)
  return { table: table.name, day, name, key, bytes: 0, modified: at }
}
