import type { Policy } from '../policy/schema.ts'
import { decide } from './dataset/decide.ts'
import { dropIncomplete, dropMiscounted } from './dataset/drop.ts'
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
import { earlierAudits, momentName, momentSql, unfinishedSql, wasJudged } from './moment.ts'
import type { AuditOptions } from './options.ts'
import { relate } from './relate.ts'
import { coveringSql, requirementsOf } from './requirements.ts'
import { reasonsEvidenceSettles, settle, type Unsettled } from './settle.ts'
import { violationsOf } from './violations.ts'

/**
 * What settles a digest settles all that have it, also those of which no report says that evidence could; but none whose
 * export holds bytes, and which of them count is open.
 */
const unsettledSql = `SELECT i.digest, count(*) AS images
  FROM images i JOIN current_reports r ON r.report = i.report AND r.batch = i.batch
  WHERE i.verdict = 'unverifiable' AND i.digest IS NOT NULL AND coalesce(i.reason, '') <> 'manifest-ambiguous'
  GROUP BY i.digest
  HAVING bool_or(i.reason IN (${reasonsEvidenceSettles.map(literal).join(', ')}))
  ORDER BY i.digest`

/** Of a large fleet as many as memory does not hold. */
async function* unsettled(duckdb: Duckdb): AsyncGenerator<Unsettled> {
  for await (const rows of duckdb.pages(unsettledSql))
    yield* rows.map(({ digest, images }) => ({ digest: String(digest), images: Number(images) }))
}

/** Tables that this process looks through itself, whoever answers the questions. */
const local: ReadonlySet<string> = new Set([
  'images',
  'platforms',
  'signatures',
  reportsTable.name,
  auditsTable.name,
])

/**
 * What the audit rests on beside its reports: what evidence settled, what the policy requires and what breaks it.
 * @param earlier what earlier audits decided, as far as questions ask of it
 */
const decideAll = async (
  space: Workspace,
  at: Date,
  policy: Policy | undefined,
  earlier: readonly DataObject[],
  note: AuditOptions['note'],
): Promise<void> => {
  const { store, duckdb } = space
  const show = (table: Table, objects: readonly DataObject[]) => openTables(space, objects, [table])
  const settled = await decide(space, settlementsTable, at, settle(store, unsettled(duckdb), note))
  await show(settlementsTable, [...earlier, settled])
  await relate(duckdb, 'images')
  if (policy === undefined) {
    await show(requirementsTable, [])
    await show(violationsTable, [])
    return
  }
  await show(requirementsTable, [await decide(space, requirementsTable, at, requirementsOf(duckdb, policy))])
  const violations = await decide(space, violationsTable, at, violationsOf(duckdb, policy, at))
  await show(violationsTable, [...earlier, violations])
}

/** Whether another audit dropped one of these since this one decided on them. */
const isMissing = async (duckdb: Duckdb, known: ReadonlySet<string>): Promise<boolean> => {
  const rows = await duckdb.rows(`SELECT a.report FROM audits a JOIN moment m ON m.audited_at = a.audited_at
    WHERE a.report NOT IN (SELECT report FROM reports)`)
  return rows.some(({ report }) => known.has(String(report)))
}

/** What an audit is drawn from, but for the data set. */
interface Grounds {
  /** The small tables that the questions need beside the data set's. */
  readonly given: readonly Given[]
  /** The moment of the audit before; null where there is none. */
  readonly previous: Date | null
}

/**
 * Opens the data set for the audit of a moment whose reports are decided, decides what else it rests on, and makes the
 * relations up to `stream_platforms` in DuckDB.
 * @param known ids of reports that were in the data set when they were decided
 * @returns null where files went meanwhile, or a batch that is not whole was dropped
 */
export const layGrounds = async (
  space: Workspace,
  at: Date,
  policy: Policy | undefined,
  known: ReadonlySet<string>,
  { clusterSegment = 1, engine, note }: AuditOptions,
): Promise<Grounds | null> => {
  const { store, duckdb } = space
  const give = async (given: Given): Promise<Given> => {
    await duckdb.run(`CREATE OR REPLACE TEMP TABLE ${given.name} AS ${given.sql}`)
    return given
  }
  const objects = await dataObjects(store)
  const { previous, unfinished: never } = await earlierAudits(store, at, objects)
  const wasPolicy = wasJudged(previous, objects)
  const moment = await give({
    name: 'moment',
    sql: momentSql({ at, previous, clusterSegment, policy: policy !== undefined, previousPolicy: wasPolicy }),
  })
  const unfinished = await give({ name: 'unfinished_audits', sql: unfinishedSql(never) })
  if ((await openTables(space, objects, [reportsTable, auditsTable])) !== null) return null
  if (await dropIncomplete(space, objects, note)) return null
  const wanted = (await relevant(space, objects)).filter(
    ({ table }) => engine === undefined || local.has(table),
  )
  if ((await openTables(space, wanted, batchTables)) !== null) return null
  await relate(duckdb, 'reports')
  if ((await isMissing(duckdb, known)) || (await dropMiscounted(space, objects, note))) return null
  const earlier = objects.filter(
    ({ table, name }) =>
      (engine === undefined && table === settlementsTable.name && name < momentName(at)) ||
      (wasPolicy && table === violationsTable.name && name === momentName(previous ?? at)),
  )
  await decideAll(space, at, policy, earlier, note)
  const covering = await give({ name: 'covering', sql: await coveringSql(duckdb, policy) })
  return { given: [moment, unfinished, covering], previous }
}
