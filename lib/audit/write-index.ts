import { indexPage } from '../report/html/index-page.ts'
import { momentOfPage } from '../report/html/moment.ts'
import { indexKey, latestAuditKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import { newestReports, storedReports } from './newest.ts'

/** A key as a relative URL: whatever a name holds, `%` among it, means itself. */
const hrefOf = (key: string): string => key.split('/').map(encodeURIComponent).join('/')

/**
 * Writes the store's `index.html`: the newest report of each export and the latest audit. One of a later time stays.
 * Throws what the store throws.
 * @param at the moment that the page stands for
 */
export const writeIndex = async (store: Store, at: Date): Promise<'written' | 'kept'> => {
  const reports = newestReports(await storedReports(store))
  const audit = (await store.get(latestAuditKey('html'))) === null ? null : hrefOf(latestAuditKey('html'))
  const page = indexPage({
    reports: reports.map(({ exportKey, key, modified }) => ({
      name: exportKey,
      href: hrefOf(key.replace(/json$/, 'html')),
      stored: modified,
    })),
    audit,
    at: at.toISOString(),
  })
  return store.replace(
    indexKey,
    Buffer.from(page),
    (current) => momentOfPage(Buffer.from(current).toString('utf8')) < at.getTime(),
  )
}
