import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { readAhead } from '../../read-ahead.ts'
import type { Conflict } from '../../report/schema.ts'
import type { StoredReport } from '../../store/reports.ts'
import { isExhausted, literal } from '../engine/duckdb.ts'
import type { DamagedReport } from '../schema.ts'
import type { BatchPlan } from './batch-plan.ts'
import { copyTo, rowsFrom } from './copy.ts'
import { damageOf } from './damage.ts'
import { dataKey } from './objects.ts'
import { readFrame, type StoredFrame } from './read-frame.ts'
import { countLines, readLines } from './read-lines.ts'
import { reportId } from './report-id.ts'
import { batchTables, conflictsTable, lineTables, reportsTable, type Table } from './tables.ts'
import { writeTemporary } from './temporary.ts'
import type { Workspace } from './workspace.ts'

/** Reports that are fetched while one is looked at. */
const ahead = 8

/** A report of a batch, its lines in a file. */
interface Member {
  readonly id: string
  readonly stored: StoredReport
  readonly frame: StoredFrame
  readonly path: string
}

const fetchMember = async (space: Workspace, stored: StoredReport): Promise<Member | DamagedReport> => {
  const damaged = (message: string): DamagedReport => ({ key: stored.key, message })
  const report = await space.store.get(stored.key)
  if (report === null) return damaged('report.json is gone')
  const frame = readFrame(report)
  if (typeof frame === 'string') return damaged(frame)
  const id = reportId(stored)
  const path = await space.file(`lines/${id}.ndjson.gz`)
  if (!(await space.copy(stored.lines, path))) return damaged('images.ndjson.gz is missing')
  return { id, stored, frame, path }
}

/**
 * The members whose lines can be read, read into the table `lines`. One damaged file fails a whole statement, so halves
 * are tried until it stands alone.
 */
const readable = async (space: Workspace, members: readonly Member[]): Promise<readonly Member[]> => {
  const reads = async (some: readonly Member[]): Promise<boolean> => {
    try {
      await space.duckdb.run(readLines(some.map(({ path }) => path)))
      return true
    } catch (error) {
      if (isExhausted(error)) throw error
      return false
    }
  }
  const sift = async (some: readonly Member[]): Promise<readonly Member[]> => {
    if (some.length === 0 || (await reads(some))) return some
    if (some.length === 1) return []
    const half = some.length >> 1
    return [...(await sift(some.slice(0, half))), ...(await sift(some.slice(half)))]
  }
  const whole = await sift(members)
  if (whole.length > 0 && whole.length < members.length) await reads(whole)
  return whole
}

/** What the lines of one report come to. */
interface Counted extends Member {
  readonly verdicts: { readonly verified: number; readonly mismatch: number; readonly unverifiable: number }
}

/** The members whose lines are all ImageReports, and as many of each type as their summary says. */
const consistent = async (space: Workspace, members: readonly Member[]): Promise<Counted[]> => {
  await space.duckdb.run(`CREATE OR REPLACE TEMP TABLE counted_lines AS ${countLines}`)
  const counts = new Map(
    (await space.duckdb.rows('SELECT * FROM counted_lines')).map((row) => [row.report, row]),
  )
  return members.flatMap((member) => {
    const row = counts.get(member.id) ?? {}
    const [images = 0, indexes = 0, sound = 0, verified = 0, mismatch = 0, unverifiable = 0] = [
      'images',
      'indexes',
      'sound',
      'verified',
      'mismatch',
      'unverifiable',
    ].map((name) => Number(row[name] ?? 0))
    const { summary } = member.frame
    return images === summary.images && sound === images && indexes === summary.indexes
      ? [{ ...member, verdicts: { verified, mismatch, unverifiable } }]
      : []
  })
}

/** A batch's name: its reports and the form of the data set, so that whoever makes it gives it the same name. */
const batchName = (members: readonly Member[]): string => {
  const form = batchTables.map(({ name, columns }) => [name, columns.map((one) => one.name)])
  const reports = members.map(({ id }) => id).toSorted()
  return createHash('sha256').update(JSON.stringify({ form, reports })).digest('hex').slice(0, 32)
}

/** A table's rows out of `lines`. */
const rowsOf = ({ columns, list, parts = {}, marks = {} }: Table, batch: string): string => {
  const element =
    list === undefined ? '' : `, unnest(${list}) AS element, generate_subscripts(${list}, 1) AS position`
  const lines = `(
    SELECT ${literal(batch)} AS batch, lines.rowid - counted_lines.first AS image, lines.*${element}
    FROM lines JOIN counted_lines ON counted_lines.report = lines.report
  ) AS line`
  const made = Object.entries(parts).map(([name, text]) => `, ${text} AS ${name}`)
  const marked = Object.entries(marks).map(([name, text]) => `, md5_number(${text}) AS ${name}`)
  const chosen = columns.map(({ name, from, type }) => `CAST(${from} AS ${type}) AS ${name}`)
  return `SELECT ${chosen.join(', ')} FROM (
    SELECT *${marked.join('')} FROM (SELECT *${made.join('')} FROM ${lines}) AS line
  ) AS line`
}

const conflictRows = (batch: string, report: string, conflicts: readonly Conflict[]) =>
  conflicts.flatMap(({ digest, path, values, images }) => [
    ...values.map((text) => ({ batch, report, digest, path, role: 'value', text })),
    ...images.map((text) => ({ batch, report, digest, path, role: 'image', text })),
  ])

const reportRow = ({ id, stored, frame: { summary }, verdicts }: Counted) => ({
  report: id,
  export_key: stored.exportKey,
  version: stored.version,
  stored_at: stored.modified.toISOString().replace('T', ' ').replace('Z', ''),
  images: summary.images,
  indexes: summary.indexes,
  rejected: summary.rejected,
  more_conflicts: summary.moreConflicts ?? 0,
  ...verdicts,
})

const writeBatch = async (space: Workspace, day: string, members: readonly Counted[]): Promise<void> => {
  const batch = batchName(members)
  const files: string[] = []
  const write = async (table: Table, query: string): Promise<void> => {
    const path = await space.file(`written/${batch}/${table.name}.parquet`)
    if ((await copyTo(space, query, path)) === 0) return
    await space.put(dataKey(table.name, day, batch), path)
    files.push(table.name)
  }
  for (const table of lineTables) await write(table, rowsOf(table, batch))
  const conflicts = members.flatMap(({ id, frame }) => conflictRows(batch, id, frame.summary.conflicts))
  if (conflicts.length > 0) await write(conflictsTable, await rowsFrom(space, conflictsTable, conflicts))
  const ofBatch = { batch, batch_reports: members.length, files: files.join(' ') }
  const rows = members.map((member) => ({ ...ofBatch, ...reportRow(member) }))
  await write(reportsTable, await rowsFrom(space, reportsTable, rows))
}

/**
 * Brings a batch of reports into the data set, `reports` last, which is the commit mark: what an interrupted run left of
 * a batch counts for nothing, and the next one completes it.
 * @returns the reports that are damaged, each with what is wrong; nothing of those is in
 * @throws AssayError what the store throws
 */
export const ingest = async (
  space: Workspace,
  plan: BatchPlan,
  onReport: () => void = () => {},
): Promise<DamagedReport[]> => {
  const damaged: DamagedReport[] = []
  const members: Member[] = []
  for await (const member of readAhead(plan.reports, (stored) => fetchMember(space, stored), ahead)) {
    if ('message' in member) damaged.push(member)
    else members.push(member)
    onReport()
  }
  await space.duckdb.run(readLines([await emptyLines(space)]))
  const good = await consistent(space, await readable(space, members))
  const ids = new Set(good.map(({ id }) => id))
  for (const member of members)
    if (!ids.has(member.id)) {
      const message = await damageOf(await readFile(member.path), member.frame.summary)
      damaged.push({ key: member.stored.key, message })
    }
  if (good.length > 0) {
    await space.duckdb.run(`DELETE FROM lines WHERE report NOT IN (${[...ids].map(literal).join(', ')})`)
    await writeBatch(space, plan.day, good)
  }
  await space.duckdb.run('DROP TABLE IF EXISTS lines; DROP TABLE IF EXISTS counted_lines')
  for (const { path } of members) await rm(path, { force: true })
  return damaged
}

/** Lines of a report without images: with them the table is there where no file can be read. */
const emptyLines = async (space: Workspace): Promise<string> => {
  const path = await space.file('lines/empty.ndjson.gz')
  await writeTemporary(path, [emptyGzip])
  return path
}

/** gzip of nothing (RFC 1952). */
const emptyGzip = Buffer.from('H4sIAAAAAAAAAwMAAAAAAAAAAAA=', 'base64')
