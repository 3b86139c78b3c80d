import { indexPage } from '../report/html/index-page.ts'
import { momentOfPage } from '../report/html/moment.ts'
import { indexKey, latestAuditKey } from '../store/layout.ts'
import { newestReports, storedReports } from '../store/reports.ts'
import type { Store } from '../store/store.ts'
import { hrefOf } from './href.ts'
import type { AuditReport } from './schema.ts'

/**
 * Writes the store's `index.html`: how it stands as of this audit, whose page is stored by now, and the newest report of
 * each export. A page of a later time stays. Uploads write none: each would list all reports anew, and the index says
 * as of when it is. Throws what the store throws.
 */
export const writeIndex = async (store: Store, report: AuditReport): Promise<'written' | 'kept'> => {
  const at = new Date(report.at)
  const reports = newestReports(await storedReports(store))
  const page = indexPage({
    reports: reports.map(({ exportKey, version, key, modified }) => ({
      name: exportKey,
      version,
      href: hrefOf(key.replace(/json$/, 'html')),
      stored: modified,
    })),
    audit: { href: hrefOf(latestAuditKey('html')), report },
    at: at.toISOString(),
  })
  return store.replace(
    indexKey,
    Buffer.from(page),
    (current) => momentOfPage(Buffer.from(current).toString('utf8')) < at.getTime(),
  )
}
