import type { DataObject } from './objects.ts'
import type { Workspace } from './workspace.ts'

/** Batches that hold a report of this audit or of the one before: what else the data set holds need not be fetched. */
const batches = `
  SELECT DISTINCT r.batch
  FROM (
    SELECT reports.*, row_number() OVER (PARTITION BY report ORDER BY batch_reports DESC, batch) AS copy FROM reports
  ) r
  JOIN audits a ON a.report = r.report
  JOIN moment m ON a.audited_at = m.audited_at OR a.audited_at = m.previous_at
  WHERE r.copy = 1`

/** The objects that an audit reads; needs the tables `reports` and `audits`, and `moment`. */
export const relevant = async (space: Workspace, objects: readonly DataObject[]): Promise<DataObject[]> => {
  const wanted = new Set((await space.duckdb.rows(batches)).map(({ batch }) => batch))
  return objects.filter(({ table, name }) => table === 'audits' || table === 'reports' || wanted.has(name))
}
