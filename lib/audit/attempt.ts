import { policyInStore } from '../policy/open.ts'
import { readAhead } from '../read-ahead.ts'
import { analyzer } from '../report/analyzer.ts'
import { apiVersion } from '../report/schema.ts'
import { newestReports, type StoredReport, storedReports } from '../store/reports.ts'
import { decide } from './dataset/decide.ts'
import { dataObjects } from './dataset/objects.ts'
import { openTables } from './dataset/open-tables.ts'
import { reportId } from './dataset/report-id.ts'
import { auditsTable, reportsTable } from './dataset/tables.ts'
import type { Workspace } from './dataset/workspace.ts'
import type { Row } from './engine/row.ts'
import { withRelations } from './engine/with-relations.ts'
import { layGrounds } from './grounds.ts'
import { newlyDamaged } from './newly-damaged.ts'
import type { AuditOptions } from './options.ts'
import { relate } from './relate.ts'
import type { AuditReport, DamagedReport } from './schema.ts'
import { querySql, summarySql } from './sql.ts'
import { fleetSummary } from './summary.ts'
import { takeIn } from './take-in.ts'

/** An audit as it was made. */
export interface Made {
  readonly report: AuditReport
  /** Whether its reports are the newest; else another audit of the same moment chose them before. */
  readonly isCurrent: boolean
  /** Of its damaged reports those that were not so at the audit before; none where there was none. */
  readonly newlyDamaged: readonly DamagedReport[]
}

/** Questions that an engine elsewhere works on at once beside one: it has machines enough. */
const ahead = 7

const answer = async (
  questions: Readonly<Record<string, string>>,
  ask: (sql: string) => Promise<Row[]>,
  isRemote: boolean,
): Promise<Readonly<Record<string, Row[]>>> => {
  const answers: [string, Row[]][] = []
  for await (const one of readAhead(
    Object.entries(questions),
    async ([name, sql]): Promise<[string, Row[]]> => [name, await ask(sql)],
    isRemote ? ahead : 0,
  ))
    answers.push(one)
  return Object.fromEntries(answers)
}

/** What the data set lost and the store no longer has. */
const goneOf = ({ dropped }: Workspace, stored: readonly StoredReport[]): DamagedReport[] => {
  const there = new Set(stored.map(({ key }) => key))
  return [...dropped]
    .filter((key) => !there.has(key))
    .map((key) => ({ key, message: 'the report is gone, and so is a part of it in the data set' }))
}

/** By the id of each report in the data set, how many images it has, by verdict too; null where files went meanwhile. */
const countsOf = async (space: Workspace): Promise<ReadonlyMap<unknown, object> | null> => {
  if ((await openTables(space, await dataObjects(space.store), [reportsTable])) !== null) return null
  const rows = await space.duckdb.rows('SELECT report, images, verified, mismatch, unverifiable FROM reports')
  return new Map(rows.map((row) => [row.report, row]))
}

/** One audit of the store in the workspace; null where files of the data set went while it read them. */
export const attempt = async (space: Workspace, at: Date, options: AuditOptions): Promise<Made | null> => {
  const { store, duckdb } = space
  const { engine } = options
  const stored = await storedReports(store)
  const unusable = await takeIn(space, stored, await dataObjects(store), options)
  if (unusable === null) return null
  const damaged = [...unusable, ...goneOf(space, stored)].toSorted((one, other) =>
    one.key < other.key ? -1 : 1,
  )
  const broken = new Set(damaged.map(({ key }) => key))
  const newest = newestReports(stored).filter(({ key }) => !broken.has(key))
  const counts = await countsOf(space)
  if (counts === null) return null
  await decide(
    space,
    auditsTable,
    at,
    newest.map((one) => {
      const report = reportId(one)
      return { report, ...counts.get(report) }
    }),
  )

  const known = new Set(newest.map(reportId))
  const grounds = await layGrounds(space, at, await policyInStore(store), known, options)
  if (grounds === null) return null
  const { given, previous } = grounds
  if (engine === undefined) await relate(duckdb, 'questions')
  const ask = (sql: string): Promise<Row[]> =>
    engine === undefined ? duckdb.rows(sql) : engine.rows(withRelations(sql, given))
  const isRemote = engine !== undefined
  const answers = await answer(querySql, ask, isRemote)
  const summary = fleetSummary(await answer(summarySql, ask, isRemote), answers)
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
  return { report, isCurrent, newlyDamaged: await newlyDamaged(store, damaged, previous) }
}
