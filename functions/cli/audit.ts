import { availableParallelism } from 'node:os'
import { isFarAhead, latestAhead } from '../../lib/audit/ahead.ts'
import { auditIntoStore } from '../../lib/audit/audit.ts'
import { removeAllTemporary } from '../../lib/audit/dataset/temporary.ts'
import { openEngine } from '../../lib/audit/engine/open.ts'
import { parseSegment, type RemoteEngine } from '../../lib/audit/options.ts'
import { auditTable } from '../../lib/audit/table.ts'
import { whatGotWorse } from '../../lib/audit/worse.ts'
import { writeAuditPage } from '../../lib/audit/write-page.ts'
import { AssayError } from '../../lib/error.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { terminalSafeJson } from '../../lib/report/json.ts'
import { openStore } from '../../lib/store/open.ts'
import { holdsReports } from '../../lib/store/reports.ts'
import { formats } from './commands.ts'
import type { Console } from './console.ts'
import { formatOf } from './format.ts'
import { type Call, optionOf } from './parse.ts'
import { countsAsFindings, type ExitCode, exitCodes, failOnOf } from './status.ts'
import { parseTime } from './time.ts'

const storeOf = (call: Call): string => {
  if (call.operands.length > 0)
    throw new AssayError('usage', 'assay audit takes no operands: name the reports by --store URI')
  const uri = optionOf(call, 'store')
  if (uri === undefined) throw new AssayError('usage', 'assay audit needs --store URI, where the reports are')
  return uri
}

const clusterSegmentOf = (call: Call): number => {
  const text = optionOf(call, 'cluster-segment') ?? '1'
  const segment = parseSegment(text)
  if (segment === null)
    throw new AssayError('usage', `--cluster-segment ${text}: write a whole number from 1 on`)
  return segment
}

const engineOf = (call: Call, uri: string): RemoteEngine | undefined => {
  const text = optionOf(call, 'engine') ?? 'duckdb'
  const engine = openEngine(text, { uri, by: '--store' })
  if (typeof engine === 'string') throw new AssayError('usage', `--engine ${text}: ${engine}`)
  return engine
}

const momentOf = (call: Call, now: Date): Date => {
  const text = optionOf(call, 'at')
  if (text === undefined) return now
  const at = parseTime(text)
  if (isFarAhead(at, now))
    throw new AssayError(
      'usage',
      `--at ${text} lies more than a day ahead of this machine's clock, ${now.toISOString()}`,
    )
  return at
}

/** `assay audit`: one answer over all reports in a store, to standard output and into the store. */
export const audit = async (call: Call, { out, say }: Console): Promise<ExitCode> => {
  const uri = storeOf(call)
  process.once('exit', removeAllTemporary)
  const format = formatOf(call, out, formats.audit)
  const failOn = failOnOf(call)
  const store = openStore(uri)
  const moment = momentOf(call, new Date())
  const machine = { threads: availableParallelism() }
  const options = { machine, clusterSegment: clusterSegmentOf(call), engine: engineOf(call, uri), note: say }
  // A person may have mistyped the store, where a schedule waits for the first upload.
  if (!(await holdsReports(store))) throw new AssayError('store-without-reports', `${uri} holds no reports`)
  const made = await auditIntoStore(store, moment, options)
  const { report, isCurrent, written } = made
  if (format === 'table') await out.write(auditTable(report, out.width, out.colour))
  else if (format === 'html')
    await out.write((await import('../../lib/report/html/audit-page.ts')).auditPage(report))
  else {
    const text = canonicalJson(report)
    await out.write(out.isTerminal ? `${terminalSafeJson(text)}\n` : text)
  }
  for (const { key, message } of report.damaged) say(`damaged, not counted: ${key}: ${message}`)
  if (report.damaged.length > 0) say('to mend a damaged report, delete its folder and assay the export again')
  for (const line of whatGotWorse(made)) say(`worse than at the last audit: ${line}`)
  const { key, outcome, latest } = written
  if (outcome === 'other' || !isCurrent)
    throw new AssayError(
      'store-conflict',
      `the store holds another audit of ${report.at} under ${key}; give another --at`,
    )
  await writeAuditPage(store, report)
  say(`audit stored: ${uri.replace(/\/$/, '')}/${key}`)
  const ahead = latestAhead(written, new Date())
  if (ahead !== null) say(ahead)
  else if (latest === 'kept') say('audits/latest.json stays: it is of the same or a later time')
  if (report.damaged.length > 0) return exitCodes.failure
  return countsAsFindings(report.summary.findings, failOn) ? exitCodes.findings : exitCodes.fine
}
