import type { Policy } from '../policy/schema.ts'
import { decide } from './dataset/decide.ts'
import { type DataObject, dataObjects } from './dataset/objects.ts'
import { openTables } from './dataset/open-tables.ts'
import { relevant } from './dataset/relevant.ts'
import {
  auditsTable,
  batchTables,
  reportsTable,
  requirementsTable,
  settlementsTable,
  type Table,
  violationsTable,
} from './dataset/tables.ts'
import type { Workspace } from './dataset/workspace.ts'
import { type Duckdb, literal } from './engine/duckdb.ts'
import type { Given } from './engine/with-relations.ts'
import { momentName, momentSql, previousAudit, wasJudged } from './moment.ts'
import type { AuditOptions } from './options.ts'
import { relate } from './relate.ts'
import { coveringSql, requirementsOf } from './requirements.ts'
import { open, settle } from './settle.ts'
import { violationsOf } from './violations.ts'

const unsettled = `SELECT DISTINCT i.digest
  FROM images i JOIN current_reports r ON r.report = i.report AND r.batch = i.batch
  WHERE i.verdict = 'unverifiable' AND i.digest IS NOT NULL AND i.reason IN (${open.map(literal).join(', ')})
  ORDER BY i.digest`

/** Of a large fleet as many as memory does not hold. */
async function* unsettledDigests(duckdb: Duckdb): AsyncGenerator<string> {
  for await (const rows of duckdb.pages(unsettled)) yield* rows.map(({ digest }) => String(digest))
}

/** Tables that this process looks through itself, whoever answers the questions. */
const local: ReadonlySet<string> = new Set([
  'images',
  'platforms',
  'signatures',
  reportsTable.name,
  auditsTable.name,
])

/** What the audit rests on beside its reports: what evidence settled, what the policy requires and what breaks it. */
const decideAll = async (
  space: Workspace,
  at: Date,
  policy: Policy | undefined,
  previous: readonly DataObject[],
): Promise<void> => {
  const { store, duckdb } = space
  const show = (table: Table, objects: readonly DataObject[]) => openTables(space, objects, [table])
  const settled = settle(store, unsettledDigests(duckdb))
  await show(settlementsTable, [await decide(space, settlementsTable, at, settled)])
  await relate(duckdb, 'images')
  if (policy === undefined) {
    await show(requirementsTable, [])
    await show(violationsTable, [])
    return
  }
  await show(requirementsTable, [await decide(space, requirementsTable, at, requirementsOf(duckdb, policy))])
  const violations = await decide(space, violationsTable, at, violationsOf(duckdb, policy, at))
  await show(violationsTable, [...previous, violations])
}

/**
 * Opens the data set for the audit of a moment whose reports are decided, decides what else it rests on, and makes the
 * relations up to `stream_platforms` in DuckDB.
 * @returns the small tables that the questions need beside the data set's; null where files went meanwhile
 */
export const layGrounds = async (
  space: Workspace,
  at: Date,
  policy: Policy | undefined,
  { clusterSegment = 1, engine }: AuditOptions,
): Promise<readonly Given[] | null> => {
  const { store, duckdb } = space
  const give = async (given: Given): Promise<Given> => {
    await duckdb.run(`CREATE OR REPLACE TEMP TABLE ${given.name} AS ${given.sql}`)
    return given
  }
  const objects = await dataObjects(store)
  const previous = await previousAudit(store, at, objects)
  const wasPolicy = wasJudged(previous, objects)
  const moment = await give({
    name: 'moment',
    sql: momentSql({ at, previous, clusterSegment, policy: policy !== undefined, previousPolicy: wasPolicy }),
  })
  if ((await openTables(space, objects, [reportsTable, auditsTable])) !== null) return null
  const wanted = (await relevant(space, objects)).filter(
    ({ table }) => engine === undefined || local.has(table),
  )
  if ((await openTables(space, wanted, batchTables)) !== null) return null
  await relate(duckdb, 'reports')
  const before = objects.filter(
    ({ table, name }) => wasPolicy && table === violationsTable.name && name === momentName(previous ?? at),
  )
  await decideAll(space, at, policy, before)
  return [moment, await give({ name: 'covering', sql: await coveringSql(duckdb, policy) })]
}
