import { Logger } from '@aws-lambda-powertools/logger'
import { audit } from '../lib/audit/audit.ts'
import { writeAudit } from '../lib/audit/write.ts'
import { openStore } from '../lib/store/open.ts'
import { momentOf } from './audit/moment.ts'

const { STORE = '' } = process.env

const logger = new Logger()
const store = openStore(STORE)

/** What an audit came to. */
export interface Audited {
  readonly key: string
  readonly at: string
  readonly reports: number
  readonly damaged: number
}

/**
 * The scheduled audit: one answer over all reports in the store, under the moment that the schedule names. Scheduled
 * twice it is made twice and stored once. Throws what the store throws, so that the schedule tries again.
 */
export const handler = async (event: unknown): Promise<Audited> => {
  const report = await audit(store, momentOf(event, new Date()))
  const { key, outcome, latest } = await writeAudit(store, report)
  for (const { key: damaged, message } of report.damaged) logger.warn('damaged report', { key: damaged, reason: message })
  const audited = { key, at: report.at, reports: report.reports, damaged: report.damaged.length }
  logger.info('audited', { ...audited, outcome, latest })
  return audited
}
