import { auditPage } from '../report/html/audit-page.ts'
import { momentOfPage } from '../report/html/moment.ts'
import { auditKey, latestAuditKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import type { AuditReport } from './schema.ts'
import { writeIndex } from './write-index.ts'

/**
 * Stores an audit's page beside its JSON, then as the latest and in the index, unless those are of the same or a later
 * moment. A page of that very moment that is there stays. Throws what the store throws.
 */
export const writeAuditPage = async (store: Store, report: AuditReport): Promise<void> => {
  const at = new Date(report.at)
  const page = Buffer.from(auditPage(report))
  await store.put(auditKey(at, 'html'), page)
  await store.replace(
    latestAuditKey('html'),
    page,
    (current) => momentOfPage(Buffer.from(current).toString('utf8')) < at.getTime(),
  )
  await writeIndex(store, report)
}
