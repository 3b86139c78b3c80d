import { audit } from '../lib/audit/audit.ts'
import { writeAudit } from '../lib/audit/write.ts'
import { writeAuditPage } from '../lib/audit/write-page.ts'
import { AssayError } from '../lib/error.ts'
import { openStore } from '../lib/store/open.ts'
import { momentOf } from './audit/moment.ts'
import { accountsIn, failureFields, jsonLog } from './log/log.ts'

const { STORE: uri = '' } = process.env
if (uri === '') throw new AssayError('setting-missing', 'the environment variable STORE is not set')

const store = openStore(uri)
const log = jsonLog((line) => process.stdout.write(line), {
  service: process.env.POWERTOOLS_SERVICE_NAME ?? 'image-assay',
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

/**
 * AWS Lambda: the scheduled audit, one answer over all reports in the store, under the moment that the schedule names.
 * Scheduled twice it is made twice and stored once. Throws what the store throws, so that it is tried again.
 */
export const handler = async (event: unknown): Promise<Audited> => {
  try {
    const report = await audit(store, momentOf(event, new Date()))
    const { key, outcome, latest } = await writeAudit(store, report)
    if (outcome !== 'other') await writeAuditPage(store, report)
    for (const { key: damaged, message: reason } of report.damaged)
      log({ level: 'WARN', message: 'damaged report', fields: { key: damaged, reason } })
    const audited = { key, at: report.at, reports: report.reports, damaged: report.damaged.length }
    log({ level: 'INFO', message: 'audited', fields: { ...audited, outcome, latest } })
    return audited
  } catch (error) {
    log({ level: 'ERROR', message: 'audit failed', fields: failureFields(error) })
    throw error
  }
}
