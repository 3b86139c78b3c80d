import type { Store } from '../../store/store.ts'

/** One Parquet file of the data set (contract.md, "Store layout"). */
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

const dataPath = /^data\/([a-z]+)\/day=(\d{4}-\d\d-\d\d)\/([0-9a-zA-Z.-]+)\.parquet$/

/** All Parquet files of the data set, by key, those of batches that were never finished too. */
export const dataObjects = async (store: Store): Promise<DataObject[]> => {
  const objects: DataObject[] = []
  for await (const { key, size, modified } of store.list('data/')) {
    const [, table, day, name] = dataPath.exec(key) ?? []
    if (table !== undefined && day !== undefined && name !== undefined)
      objects.push({ table, day, name, key, bytes: size, modified })
  }
  return objects
}
