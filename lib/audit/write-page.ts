import { auditPage } from '../report/html/audit-page.ts'
import { momentOfPage } from '../report/html/moment.ts'
import { auditKey, latestAuditKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import { hrefOf } from './href.ts'
import type { AuditReport } from './schema.ts'
import { writeIndex } from './write-index.ts'

/** The page as it stands under `key`: it links the pages of reports by the way from there. */
const pageAt = (key: string, report: AuditReport): Buffer => {
  const up = '../'.repeat(key.split('/').length - 1)
  const address = (exportKey: string, version: string): string =>
    `${up}${hrefOf(`reports/${exportKey}/${version}/report.html`)}`
  return Buffer.from(auditPage(report, address))
}

/**
 * Stores an audit's page beside its JSON, then as the latest and in the index, unless those are of the same or a later
 * moment. A page of that very moment that is there stays. Throws what the store throws.
 */
export const writeAuditPage = async (store: Store, report: AuditReport): Promise<void> => {
  const at = new Date(report.at)
  const own = auditKey(at, 'html')
  await store.put(own, pageAt(own, report))
  await store.replace(
    latestAuditKey('html'),
    pageAt(latestAuditKey('html'), report),
    (current) => momentOfPage(Buffer.from(current).toString('utf8')) < at.getTime(),
  )
  await writeIndex(store, report)
}
