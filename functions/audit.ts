import { latestAhead } from '../lib/audit/ahead.ts'
import { auditIntoStore, takeInReports } from '../lib/audit/audit.ts'
import { openEngine } from '../lib/audit/engine/open.ts'
import { parseSegment } from '../lib/audit/options.ts'
import { writeAuditPage } from '../lib/audit/write-page.ts'
import { AssayError } from '../lib/error.ts'
import { openStore } from '../lib/store/open.ts'
import type { StoredObject } from '../lib/store/store.ts'
import { machineOf } from './audit/machine.ts'
import { momentOf } from './audit/moment.ts'
import { objectsToTakeIn } from './audit/step.ts'
import { tellOnce } from './audit/tell.ts'
import { accountsIn, failureFields, jsonLog } from './log/log.ts'

const {
  STORE: uri = '',
  ALERT_TOPIC_ARN: topic = '',
  CLUSTER_SEGMENT: segment = '1',
  AUDIT_ENGINE: engineSetting = 'duckdb',
} = process.env
if (uri === '') throw new AssayError('setting-missing', 'the environment variable STORE is not set')

const clusterSegment = parseSegment(segment)
if (clusterSegment === null)
  throw new AssayError(
    'setting-missing',
    'the environment variable CLUSTER_SEGMENT is no whole number from 1 on',
  )
const engine = openEngine(engineSetting, { uri, by: 'STORE' })
if (typeof engine === 'string')
  throw new AssayError(
    'setting-missing',
    `the environment variable AUDIT_ENGINE, ${engineSetting}: ${engine}`,
  )

const store = openStore(uri)
const machine = machineOf(process.env)
const log = jsonLog((line) => process.stdout.write(line), {
  service: process.env.POWERTOOLS_SERVICE_NAME ?? 'image-assay',
  namespace: process.env.POWERTOOLS_METRICS_NAMESPACE,
  hidden: accountsIn([uri]),
})

/** What an audit came to. */
export interface Audited {
  /** The key of `audit.json`. */
  readonly key: string
  readonly at: string
  readonly reports: number
  readonly damaged: number
}

/** What a batch of the state machine came to. */
export interface TakenIn {
  readonly reports: number
  readonly damaged: number
}

/** What in the store is of no use, and why. */
const note = (reason: string): void => log({ level: 'WARN', message: 'not used', fields: { reason } })

/** A batch of the state machine's map: the reports among these objects go into the data set. */
const takeInBatch = async (objects: readonly StoredObject[]): Promise<TakenIn> => {
  const { reports, damaged } = await takeInReports(store, objects, { machine, note })
  log({
    level: 'INFO',
    message: 'taken in',
    fields: { objects: objects.length, reports, damaged: damaged.length },
  })
  return { reports, damaged: damaged.length }
}

/**
 * AWS Lambda: the scheduled audit, one answer over all reports in the store, under the moment that the schedule names.
 * A step of the state machine takes its batch of reports in instead. Scheduled twice it is made twice and stored once. Throws what the store throws, and where the topic cannot be told, so that it is tried again.
 */
export const handler = async (event: unknown): Promise<Audited | TakenIn> => {
  const began = performance.now()
  try {
    const objects = objectsToTakeIn(event)
    if (objects !== null) return await takeInBatch(objects)
    const options = { machine, clusterSegment, engine, note }
    const made = await auditIntoStore(store, momentOf(event, new Date()), options)
    const { report, written } = made
    const { key, outcome, latest } = written
    if (outcome !== 'other') await writeAuditPage(store, report)
    for (const { key: damaged, message: reason } of report.damaged)
      log({ level: 'WARN', message: 'damaged report', fields: { key: damaged, reason } })
    const audited = { key, at: report.at, reports: report.reports, damaged: report.damaged.length }
    const { images, verdicts, findings } = report.summary
    log({
      level: 'INFO',
      message: 'audited',
      fields: { ...audited, outcome, latest },
      metrics: {
        images,
        mismatches: verdicts.mismatch,
        unverifiable: verdicts.unverifiable,
        damaged: report.damaged.length,
        errors: findings.error,
        duration: Math.round(performance.now() - began),
      },
    })
    const ahead = latestAhead(written, new Date())
    if (ahead !== null) log({ level: 'WARN', message: 'latest ahead', fields: { reason: ahead } })
    await tellOnce(store, made, { key, topic })
    return audited
  } catch (error) {
    log({ level: 'ERROR', message: 'audit failed', fields: failureFields(error) })
    throw error
  }
}
