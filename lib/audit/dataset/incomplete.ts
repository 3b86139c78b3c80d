import { type DataObject, dataKey } from './objects.ts'
import { reportsTable } from './tables.ts'
import type { Workspace } from './workspace.ts'

/** A batch that is not whole. */
export interface Broken {
  readonly name: string
  /** The object that is at fault. */
  readonly key: string
}

/**
 * Of each batch of which something counts, the tables that it must have a file in. Batches of before `files` was written
 * tell of their images only: the other tables may have been empty.
 */
const batchFiles = `
  SELECT batch, coalesce(max(files), CASE WHEN sum(images) > 0 THEN 'images' ELSE '' END) AS files
  FROM (
    SELECT reports.*, row_number() OVER (PARTITION BY report ORDER BY batch_reports DESC, batch) AS copy FROM reports
  ) copies
  GROUP BY batch
  HAVING min(copy) = 1`

/** The batches of which a file is not listed; needs the table `reports`. */
export const incompleteBatches = async (
  { duckdb }: Workspace,
  objects: readonly DataObject[],
): Promise<Broken[]> => {
  const keys = new Set(objects.map(({ key }) => key))
  const commits = new Map(
    objects.filter(({ table }) => table === reportsTable.name).map((commit) => [commit.name, commit]),
  )
  const broken: Broken[] = []
  for (const { batch, files } of await duckdb.rows(batchFiles)) {
    const commit = commits.get(String(batch))
    if (commit === undefined) continue
    const key = String(files)
      .split(' ')
      .map((table) => dataKey(table, commit.day, commit.name))
      .find((one) => files !== '' && !keys.has(one))
    if (key !== undefined) broken.push({ name: commit.name, key })
  }
  return broken
}

/** Batches of this audit's reports, or of the audit's before, that hold more or fewer images than `reports` counts. */
const miscounted = `
  SELECT DISTINCT r.batch
  FROM reports r
  JOIN (
    SELECT batch, report FROM current_reports UNION SELECT batch, report FROM previous_reports
  ) own ON own.batch = r.batch AND own.report = r.report
  LEFT JOIN (
    SELECT batch, report, count(*) AS images FROM images GROUP BY batch, report
  ) held ON held.batch = r.batch AND held.report = r.report
  WHERE r.images <> coalesce(held.images, 0)`

/** Those batches; needs the table `images` and the relations of reports. */
export const miscountedBatches = async (
  { duckdb }: Workspace,
  objects: readonly DataObject[],
): Promise<Broken[]> => {
  const names = new Set((await duckdb.rows(miscounted)).map(({ batch }) => batch))
  return objects.filter(({ table, name }) => table === 'images' && names.has(name))
}
