import { AssayError } from '../../error.ts'
import type { Store } from '../../store/store.ts'

/** One Parquet file of the data set (README.md, "Store"). */
export interface DataObject {
  readonly table: string
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** The batch, or for `audits` the moment. */
  readonly name: string
  readonly key: string
  readonly bytes: number
  readonly modified: Date
}

export const dataKey = (table: string, day: string, name: string): string =>
  `data/${table}/day=${day}/${name}.parquet`

const reportsPrefix = 'data/reports/'
const dataPath = /^data\/([a-z]+)\/day=(\d{4}-\d\d-\d\d)\/([0-9a-zA-Z.-]+)\.parquet$/

/** As many times a listing is begun again that others changed meanwhile. */
const attempts = 10

const keysIn = async (store: Store, prefix: string): Promise<string> => {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys.join('\n')
}

/**
 * All Parquet files of the data set, by key, those of batches that were never finished too. Which batches there are is
 * looked up before and after: a batch whose `reports` is listed is then listed whole, or another is that counts more,
 * since files go only when one that holds all of theirs is there.
 * @throws AssayError `audit-overtaken` where others commit batches without end
 */
export const dataObjects = async (store: Store): Promise<DataObject[]> => {
  for (let round = 1; round <= attempts; round++) {
    const before = await keysIn(store, reportsPrefix)
    const objects: DataObject[] = []
    for await (const { key, size, modified } of store.list('data/')) {
      const [, table, day, name] = dataPath.exec(key) ?? []
      if (table !== undefined && day !== undefined && name !== undefined)
        objects.push({ table, day, name, key, bytes: size, modified })
    }
    if ((await keysIn(store, reportsPrefix)) === before) return objects
  }
  throw new AssayError('audit-overtaken', 'other audits change the data set faster than this one lists it')
}
