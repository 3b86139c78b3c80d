import { createHash } from 'node:crypto'
import { MiB } from '../../binary-units.ts'
import { literal } from '../engine/duckdb.ts'
import { copyTo } from './copy.ts'
import { incompleteBatches } from './incomplete.ts'
import { type DataObject, dataKey, dataObjects } from './objects.ts'
import { openTables } from './open-tables.ts'
import { batchTables, reportsTable, type Table } from './tables.ts'
import type { Workspace } from './workspace.ts'

/** Batches below this many bytes are small; one that is merged grows out of it. */
const smallBytes = 8 * MiB
/** So many small ones of a day are worth merging. */
export const fewest = 8
/** Bytes of a merged batch at most. */
const mergedBytes = 64 * MiB

/** One batch of the data set: its files, and how it counts. */
interface Batch {
  readonly name: string
  readonly day: string
  readonly bytes: number
  readonly reports: number
  /** `reports` last: what went before that is gone counts for nothing. */
  readonly objects: readonly DataObject[]
}

/** Of each batch how many reports it has, and whether one of them counts: whether none is in a greater batch. */
const batchRows = `
  SELECT batch, count(*) AS reports, min(copy) = 1 AS counts
  FROM (
    SELECT batch, row_number() OVER (PARTITION BY report ORDER BY batch_reports DESC, batch) AS copy FROM reports
  ) copies
  GROUP BY batch`

const isReports = ({ table }: DataObject): boolean => table === reportsTable.name

/** The batches that are there, and those among them of which nothing counts any more. */
const batchesIn = async (
  space: Workspace,
  objects: readonly DataObject[],
): Promise<{ readonly counting: Batch[]; readonly superseded: Batch[] }> => {
  const files = Map.groupBy(objects, ({ name }) => name)
  const counting: Batch[] = []
  const superseded: Batch[] = []
  for (const { batch, reports, counts } of await space.duckdb.rows(batchRows)) {
    const own = files.get(String(batch)) ?? []
    const [commit] = own.filter(isReports)
    if (commit === undefined) continue
    ;(counts === true ? counting : superseded).push({
      name: commit.name,
      day: commit.day,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      reports: Number(reports),
      objects: [...own.filter((one) => !isReports(one)), commit],
    })
  }
  return { counting, superseded }
}

/** Which batches become one: small ones of one day, by name, where there are enough of them. */
export const planMerges = (batches: readonly Omit<Batch, 'objects' | 'reports'>[]): string[][] => {
  const small = batches.filter(({ bytes }) => bytes < smallBytes)
  return [...Map.groupBy(small, ({ day }) => day)].flatMap(([, some]) => {
    const groups: { names: string[]; bytes: number }[] = []
    for (const { name, bytes } of some.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const last = groups.at(-1)
      if (last === undefined || last.bytes + bytes > mergedBytes) groups.push({ names: [name], bytes })
      else {
        last.names.push(name)
        last.bytes += bytes
      }
    }
    return groups.map(({ names }) => names).filter((names) => names.length >= fewest)
  })
}

const remove = async ({ store }: Workspace, { objects }: Batch): Promise<void> => {
  for (const { key } of objects) await store.delete(key)
}

/** Each report of the batches once, from one of them: all that hold it hold the same rows. */
const chosen = `
  CREATE OR REPLACE TEMP TABLE chosen AS
  SELECT report, min(batch) AS batch FROM reports GROUP BY report ORDER BY report`

/** @param own columns, as SQL, that are not those of the merged batches */
const rowsOf = ({ name, columns }: Table, own: Readonly<Record<string, string>>): string => {
  const values = columns.map((column) => `${own[column.name] ?? `t.${column.name}`} AS ${column.name}`)
  return `SELECT ${values.join(', ')} FROM ${name} t JOIN chosen c ON c.report = t.report AND c.batch = t.batch`
}

/** Makes one batch of several, `reports` last, then takes those away. Where a file is gone another does the same: it leaves it. */
const merge = async (space: Workspace, batches: readonly Batch[]): Promise<void> => {
  const { duckdb } = space
  const [{ day } = { day: '' }] = batches
  const objects = batches.flatMap((batch) => batch.objects)
  if ((await openTables(space, objects, batchTables)) !== null) return
  await duckdb.run(chosen)
  const reports = (await duckdb.rows('SELECT report FROM chosen')).map(({ report }) => String(report))
  // The greater batch counts: one that is no greater must not stand for these.
  if (batches.some((batch) => batch.reports >= reports.length)) return
  const name = createHash('sha256')
    .update(JSON.stringify({ merged: reports }))
    .digest('hex')
    .slice(0, 32)
  const files: string[] = []
  for (const table of [...batchTables.filter((one) => one !== reportsTable), reportsTable]) {
    const path = await space.file(`written/${name}/${table.name}.parquet`)
    const own = {
      batch: literal(name),
      batch_reports: String(reports.length),
      files: literal(files.join(' ')),
    }
    if ((await copyTo(space, rowsOf(table, own), path)) === 0) continue
    await space.put(dataKey(table.name, day, name), path)
    files.push(table.name)
  }
  for (const batch of batches) await remove(space, batch)
}

/**
 * Makes few files of many small ones of a day, and takes away batches all of whose reports are in greater ones. Safe at any
 * time and by any number at once: a merged batch holds every report of those that it is made of, is there before they go,
 * and counts more than each of them, so that a report counts once and never not at all, wherever this ends.
 */
export const compact = async (space: Workspace): Promise<void> => {
  const objects = await dataObjects(space.store)
  if ((await openTables(space, objects, [reportsTable])) !== null) return
  // What is merged looks whole ever after.
  if ((await incompleteBatches(space, objects)).length > 0) return
  const { counting, superseded } = await batchesIn(space, objects)
  for (const batch of superseded) await remove(space, batch)
  const byName = new Map(counting.map((batch) => [batch.name, batch]))
  for (const names of planMerges(counting))
    await merge(
      space,
      names.flatMap((name) => byName.get(name) ?? []),
    )
}
