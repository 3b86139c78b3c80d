import type { StoredReport } from '../store/reports.ts'
import { planBatches } from './dataset/batch-plan.ts'
import { dropIncomplete } from './dataset/drop.ts'
import { ingest } from './dataset/ingest.ts'
import type { DataObject } from './dataset/objects.ts'
import { openTables } from './dataset/open-tables.ts'
import { reportId } from './dataset/report-id.ts'
import { reportsTable } from './dataset/tables.ts'
import type { Workspace } from './dataset/workspace.ts'
import type { AuditOptions } from './options.ts'
import type { DamagedReport } from './schema.ts'

/**
 * Brings what the data set does not have yet into it; gives what is damaged, or null where files went meanwhile or a batch
 * that is not whole was dropped: its reports are then missing.
 */
export const takeIn = async (
  space: Workspace,
  reports: readonly StoredReport[],
  objects: readonly DataObject[],
  { onReport = () => {}, note }: Pick<AuditOptions, 'onReport' | 'note'>,
): Promise<DamagedReport[] | null> => {
  if ((await openTables(space, objects, [reportsTable])) !== null) return null
  if (await dropIncomplete(space, objects, note)) return null
  const known = new Set(
    (await space.duckdb.rows('SELECT DISTINCT report FROM reports')).map((row) => row.report),
  )
  const missing = reports.filter((report) => !known.has(reportId(report)))
  const damaged: DamagedReport[] = []
  let done = 0
  for (const plan of planBatches(missing))
    damaged.push(...(await ingest(space, plan, () => onReport(++done, missing.length))))
  return damaged.toSorted((one, other) => (one.key < other.key ? -1 : 1))
}
