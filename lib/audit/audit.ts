import { AssayError } from '../error.ts'
import { policyInStore } from '../policy/open.ts'
import { requiredPlatforms } from '../policy/required-platforms.ts'
import { analyzer } from '../report/analyzer.ts'
import { apiVersion } from '../report/schema.ts'
import { auditKey } from '../store/layout.ts'
import type { Store, StoredObject } from '../store/store.ts'
import { dayOf, planBatches } from './dataset/batch-plan.ts'
import { copyTo, ingest, rowsFrom } from './dataset/ingest.ts'
import { writeLookUps } from './dataset/look-ups.ts'
import { type DataObject, dataKey, dataObjects } from './dataset/objects.ts'
import { openTables } from './dataset/open-tables.ts'
import { reportId } from './dataset/report-id.ts'
import { auditsTable, reportsTable } from './dataset/tables.ts'
import { defaultMachine, type Machine, openWorkspace, type Workspace } from './dataset/workspace.ts'
import { literal, type Row } from './engine/duckdb.ts'
import { newestReports, reportsAmong, type StoredReport, storedReports } from './newest.ts'
import { relations } from './relations.ts'
import type { AuditReport, DamagedReport } from './schema.ts'
import { type WrittenAudit, writeAudit } from './write.ts'
import { open, settle } from './settle.ts'
import { querySql } from './sql.ts'
import { fleetSummary } from './summary.ts'
import { relevant } from './dataset/relevant.ts'

export interface AuditOptions {
  /** Told of each report that was read into the data set, of how many. */
  readonly onReport?: (done: number, total: number) => void
  readonly machine?: Partial<Machine>
  /** Which segment of the export key names the cluster, from 1 on. */
  readonly clusterSegment?: number
}

/** Other audits may merge batches while this one reads them: it then begins again, so often. */
const attempts = 3

const timestamp = (at: Date): string => `TIMESTAMP '${at.toISOString().replace('T', ' ').replace('Z', '')}'`
const text = (value: Row[string] | undefined): string => (typeof value === 'string' ? value : '')

/** Brings what the data set does not have yet into it; gives what is damaged. */
const takeIn = async (
  space: Workspace,
  reports: readonly StoredReport[],
  objects: readonly DataObject[],
  onReport: (done: number, total: number) => void,
): Promise<DamagedReport[] | null> => {
  if ((await openTables(space, objects, [reportsTable])) !== null) return null
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

/**
 * Writes down which reports the audit of this moment is about. Whoever does so first, decides: an audit that is run again
 * after it was interrupted, or by two at once, comes to the same answer.
 */
const settleReports = async (space: Workspace, at: Date, reports: readonly StoredReport[]): Promise<void> => {
  const moment = at.toISOString().replace('T', ' ').replace('Z', '')
  const rows = reports.map((report) => ({ audited_at: moment, report: reportId(report) }))
  const path = await space.file('written/audits.parquet')
  await copyTo(space, await rowsFrom(space, auditsTable, rows), path)
  await space.putFirst(auditsKey(at), path)
}

const auditsKey = (at: Date): string => dataKey('audits', dayOf(at), at.toISOString().replaceAll(':', ''))

/** The last audit before this moment that was finished; null where there is none. */
const previousAudit = async (
  store: Store,
  at: Date,
  objects: readonly DataObject[],
): Promise<Date | null> => {
  const moments = objects
    .filter(({ table }) => table === 'audits')
    .map(({ name }) => new Date(name.replace(/T(\d\d)(\d\d)/, 'T$1:$2:')))
    .filter((moment) => moment < at)
    .toSorted((one, other) => other.getTime() - one.getTime())
  for (const moment of moments) for await (const _ of store.list(auditKey(moment, 'json'))) return moment
  return null
}

const define = async (
  space: Workspace,
  at: Date,
  previous: Date | null,
  { clusterSegment = 1 }: AuditOptions,
): Promise<void> => {
  const { duckdb } = space
  await duckdb.run(
    `CREATE OR REPLACE TEMP TABLE moment AS SELECT ${timestamp(at)} AS audited_at,
     CAST(${previous === null ? 'NULL' : timestamp(previous)} AS TIMESTAMP) AS previous_at,
     CAST(${clusterSegment} AS BIGINT) AS cluster_segment`,
  )
  await duckdb.run(
    'CREATE OR REPLACE TEMP TABLE required_platforms (namespace VARCHAR, stream VARCHAR, platform VARCHAR)',
  )
  await duckdb.run('CREATE OR REPLACE TEMP TABLE settled (digest VARCHAR, stack VARCHAR)')
}

const unsettled = `SELECT DISTINCT i.digest
  FROM images i JOIN current_reports r ON r.report = i.report AND r.batch = i.batch
  WHERE i.verdict = 'unverifiable' AND i.digest IS NOT NULL AND i.reason IN (${open.map(literal).join(', ')})`

/** Makes the relations that the queries are asked of. */
const relate = async ({ duckdb, store }: Workspace): Promise<void> => {
  for (const { name, sql, kept } of relations) {
    if (name === 'current_images') {
      const settled = await settle(
        store,
        (await duckdb.rows(unsettled)).map(({ digest }) => text(digest)),
      )
      for (const { digest, stack } of settled)
        await duckdb.run(`INSERT INTO settled VALUES (${literal(digest)}, ${literal(stack)})`)
    }
    await duckdb.run(`CREATE OR REPLACE TEMP ${kept ? 'TABLE' : 'VIEW'} ${name} AS ${sql}`)
  }
}

/** What the store's policy requires of each stream: one row a platform. */
const requirePlatforms = async ({ duckdb, store }: Workspace): Promise<void> => {
  const policy = await policyInStore(store)
  if (policy === undefined) return
  for (const row of await duckdb.rows('SELECT DISTINCT namespace, stream FROM stream_platforms')) {
    const name = { namespace: row.namespace === null ? null : text(row.namespace), stream: text(row.stream) }
    const namespace = name.namespace === null ? 'NULL' : literal(name.namespace)
    for (const platform of requiredPlatforms(policy, name))
      await duckdb.run(
        `INSERT INTO required_platforms VALUES (${namespace}, ${literal(name.stream)}, ${literal(platform)})`,
      )
  }
}

const answer = async ({ duckdb }: Workspace): Promise<AuditReport['answers']> => {
  const answers: [string, Row[]][] = []
  for (const [name, sql] of Object.entries(querySql)) answers.push([name, await duckdb.rows(sql)])
  return Object.fromEntries(answers)
}

/** An audit, and whether its reports are the newest; else another audit of the same moment chose them before. */
export interface Made {
  readonly report: AuditReport
  readonly isCurrent: boolean
}

const attempt = async (space: Workspace, at: Date, options: AuditOptions): Promise<Made | null> => {
  const { store, duckdb } = space
  const stored = await storedReports(store)
  const damaged = await takeIn(space, stored, await dataObjects(store), options.onReport ?? (() => {}))
  if (damaged === null) return null
  const broken = new Set(damaged.map(({ key }) => key))
  const newest = newestReports(stored).filter(({ key }) => !broken.has(key))
  await settleReports(space, at, newest)

  const objects = await dataObjects(store)
  const previous = await previousAudit(store, at, objects)
  await define(space, at, previous, options)
  if ((await openTables(space, objects, [reportsTable, auditsTable])) !== null) return null
  if ((await openTables(space, await relevant(space, objects))) !== null) return null
  await relate(space)
  await requirePlatforms(space)
  const answers = await answer(space)
  const summary = await fleetSummary((sql) => duckdb.rows(sql), answers.sizes?.[0] as Row)
  const counted = new Set((await duckdb.rows('SELECT report FROM current_reports')).map((row) => row.report))
  const report: AuditReport = {
    apiVersion,
    kind: 'AuditReport',
    analyzer,
    at: at.toISOString(),
    reports: counted.size,
    damaged,
    summary,
    answers,
  }
  const isCurrent = counted.size === newest.length && newest.every((one) => counted.has(reportId(one)))
  return { report, isCurrent }
}

/** Works on a store in a workspace of its own, again where another audit took away what this one was reading. */
const inWorkspace = async <Result>(
  store: Store,
  at: Date,
  options: AuditOptions,
  use: (made: Made, space: Workspace) => Promise<Result>,
): Promise<Result> => {
  const space = await openWorkspace(store, { ...defaultMachine, ...options.machine })
  try {
    for (let round = 1; round <= attempts; round++) {
      const made = await attempt(space, at, options)
      if (made !== null) return await use(made, space)
    }
    throw new AssayError('engine-failed', 'other audits change the data set faster than this one reads it')
  } finally {
    await space.close()
  }
}

/**
 * One answer out of all reports in the store: what is new goes into the data set, then every question of `queries/` is
 * asked of the newest report of each export key.
 * @param at the moment that the audit stands for
 * @throws AssayError what the store throws, and what DuckDB fails of; a damaged report is named in the answer
 */
export const audit = (store: Store, at: Date, options: AuditOptions = {}): Promise<AuditReport> =>
  inWorkspace(store, at, options, async ({ report }) => report)

/** As {@link audit}, stored: under its moment, then the look-ups by digest, then as the latest. */
export const auditIntoStore = (
  store: Store,
  at: Date,
  options: AuditOptions = {},
): Promise<Made & { readonly written: WrittenAudit }> =>
  inWorkspace(store, at, options, async (made, space) => ({
    ...made,
    written: await writeAudit(store, made.report, () => writeLookUps(space, at)),
  }))

/**
 * Takes some of the reports into the data set, as one of many that do so at once; an audit then finds them there.
 * @param objects of the store, by key, as a bucket lists them; what is no report is passed over
 * @returns how many reports were new, and which are damaged
 */
export const takeInReports = async (
  store: Store,
  objects: Iterable<StoredObject>,
  options: AuditOptions = {},
): Promise<{ readonly reports: number; readonly damaged: readonly DamagedReport[] }> => {
  const reports = await reportsAmong(objects)
  const space = await openWorkspace(store, { ...defaultMachine, ...options.machine })
  try {
    for (let round = 1; round <= attempts; round++) {
      let taken = 0
      const damaged = await takeIn(space, reports, await dataObjects(store), () => taken++)
      if (damaged !== null) return { reports: taken - damaged.length, damaged }
    }
    throw new AssayError('engine-failed', 'other audits change the data set faster than this one reads it')
  } finally {
    await space.close()
  }
}
