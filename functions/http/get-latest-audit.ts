import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { analyzer } from '../../lib/report/analyzer.ts'
import { latestAuditKey } from '../../lib/store/layout.ts'
import { mediaTypes, negotiate } from './accept.ts'
import { answer, headersFor } from './answer.ts'
import type { HttpDeps } from './deps.ts'
import { cacheHeaders, isNamed, notModified } from './etag.ts'
import { problem } from './problem.ts'
import { storedAt, storedJson } from './stored.ts'

const offered = [mediaTypes.json, mediaTypes.html] as const

/** `GET /v1/audits/latest`: the audit of the latest moment. */
export const getLatestAudit = async (c: Context, deps: HttpDeps): Promise<Response> => {
  const mediaType = negotiate(c.req.header('accept'), offered)
  if (mediaType === null)
    return problem('not-acceptable', `This gives ${offered.join(', ')}.`, { members: { offered } })
  const audit = await storedAt(deps.store, latestAuditKey('json'))
  if (audit === null)
    return problem(
      'not-found',
      'There has been no audit yet: it runs on a schedule, or by `assay audit --store URI`.',
    )
  const isPage = mediaType === mediaTypes.html
  const name = createHash('sha256').update(audit.bytes).digest('hex').slice(0, 32)
  const etag = isPage ? `"${name}-html-${analyzer.version}"` : `"${name}"`
  if (isNamed(c.req.header('if-none-match'), etag)) return notModified(etag, await headersFor(mediaType))
  const pieces = isPage
    ? (await import('./page.ts')).storedAuditPage(audit)
    : storedJson('AuditReport', audit)
  const headers = { ...cacheHeaders(etag), ...(await headersFor(mediaType)) }
  return answer(c, pieces, { mediaType, headers }, deps)
}
