import type { Context } from 'hono'
import type { AuditReport } from '../../lib/audit/schema.ts'
import { dropScript, dropZone } from '../../lib/report/html/drop-zone.ts'
import { indexPage } from '../../lib/report/html/index-page.ts'
import { sendingPolicy } from '../../lib/report/html/page.ts'
import { latestAuditKey } from '../../lib/store/layout.ts'
import { newestReports, storedReports } from '../../lib/store/reports.ts'
import { mediaTypes } from '../http/accept.ts'
import type { HttpDeps } from '../http/deps.ts'
import type { Route } from '../http/route.ts'
import { storedAt, storedDocument } from '../http/stored.ts'

/** The latest audit; null where there is none, and where it is damaged: the page is of use without it. */
const latestAudit = async ({ store, onFault }: HttpDeps): Promise<AuditReport | null> => {
  const latest = await storedAt(store, latestAuditKey('json'))
  try {
    return latest && storedDocument('AuditReport', latest)
  } catch (error) {
    onFault(error)
    return null
  }
}

const pageOf = async (deps: HttpDeps): Promise<string> => {
  const reports = newestReports(await storedReports(deps.store))
  const report = await latestAudit(deps)
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

const getFrontPage = async (_c: Context, deps: HttpDeps): Promise<Response> => {
  const page = await pageOf(deps)
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
