import type { Note } from '../../note.ts'
import { isOfContent, literal } from '../engine/duckdb.ts'
import { dropUnreadable } from './drop.ts'
import { allTables } from './tables.ts'
import type { Workspace } from './workspace.ts'

/** Reads all that a file must hold, and gives next to nothing. */
const reading = (key: string, path: string): string => {
  const table = allTables.find(({ name }) => key.startsWith(`data/${name}/`))
  const names = (table?.columns ?? []).filter(({ isLate }) => !isLate).map(({ name }) => name)
  const rows = `SELECT ${names.join(', ')} FROM read_parquet(${literal(path)}, hive_partitioning = false)`
  return `SELECT bit_xor(hash(COLUMNS(*))) FROM (${rows})`
}

/** Of the files that are in use, the keys of those that cannot be read alone. */
const unreadableKeys = async ({ duckdb, fetched }: Workspace): Promise<Set<string>> => {
  const keys = new Set<string>()
  for (const [key, path] of fetched)
    try {
      await duckdb.rows(reading(key, path))
    } catch (error) {
      if (!isOfContent(error)) throw error
      keys.add(key)
    }
  return keys
}

/**
 * Works on the data set. One damaged file fails whatever is asked of its table: then the batches of all that cannot be read
 * are dropped, and it gives null: the work is to begin again. What else the work throws comes out as it is.
 * @throws AssayError `data-set-damaged` for a file that cannot be made again
 */
export const mending = async <Result>(
  space: Workspace,
  note: Note | undefined,
  work: () => Promise<Result>,
): Promise<Result | null> => {
  try {
    return await work()
  } catch (error) {
    if (!isOfContent(error)) throw error
    const keys = await unreadableKeys(space)
    if (keys.size === 0) throw error
    await dropUnreadable(space, keys, note)
    return null
  }
}
