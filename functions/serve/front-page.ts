import type { Context } from 'hono'
import type { AuditReport } from '../../lib/audit/schema.ts'
import { dropScript, dropZone } from '../../lib/report/html/drop-zone.ts'
import { indexPage } from '../../lib/report/html/index-page.ts'
import { sendingPolicy } from '../../lib/report/html/page.ts'
import { latestAuditKey } from '../../lib/store/layout.ts'
import { newestReports, storedReports } from '../../lib/store/reports.ts'
import type { Store } from '../../lib/store/store.ts'
import { mediaTypes } from '../http/accept.ts'
import type { HttpDeps } from '../http/deps.ts'
import type { Route } from '../http/route.ts'

const pageOf = async (store: Store): Promise<string> => {
  const reports = newestReports(await storedReports(store))
  const latest = await store.get(latestAuditKey('json'))
  const report: AuditReport | null = latest && JSON.parse(Buffer.from(latest).toString('utf8'))
  return indexPage({
    reports: reports.map(({ exportKey, version, modified }) => ({
      name: exportKey,
      version,
      href: `/v1/reports/${version}`,
      stored: modified,
    })),
    audit: report && { href: '/v1/audits/latest', report },
    at: null,
    first: dropZone,
    sender: dropScript,
  })
}

const getFrontPage = async (_c: Context, { store }: HttpDeps): Promise<Response> => {
  const page = await pageOf(store)
  return new Response(page, {
    headers: {
      'Content-Type': `${mediaTypes.html}; charset=utf-8`,
      'Content-Length': String(Buffer.byteLength(page)),
      'Content-Security-Policy': `${sendingPolicy(dropScript)}; frame-ancestors 'none'`,
      'Cache-Control': 'no-store',
    },
  })
}

/** `GET /`: what the store holds, and a place to drop an export on. */
export const frontPageRoute: Route = {
  method: 'GET',
  path: '/',
  operation: {
    id: 'getFrontPage',
    summary: 'The page for people',
    does: 'The newest report of each export, the latest audit, and a place to drop an export on, which is stored and assayed.',
    answers: [{ status: 200, does: 'The page.', content: { [mediaTypes.html]: 'Page' } }],
    problems: ['fault', 'unavailable'],
  },
  handle: getFrontPage,
}
