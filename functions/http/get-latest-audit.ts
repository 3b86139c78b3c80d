import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { latestAuditKey } from '../../lib/store/layout.ts'
import { mediaTypes, negotiate } from './accept.ts'
import { answer } from './answer.ts'
import type { HttpDeps } from './deps.ts'
import { cacheHeaders, isNamed, notModified } from './etag.ts'
import { problem } from './problem.ts'
import { storedJson } from './stored.ts'

/** `GET /v1/audits/latest`: the audit of the latest moment. */
export const getLatestAudit = async (c: Context, deps: HttpDeps): Promise<Response> => {
  const mediaType = negotiate(c.req.header('accept'), [mediaTypes.json])
  if (mediaType === null)
    return problem('not-acceptable', `This gives ${mediaTypes.json}.`, {
      members: { offered: [mediaTypes.json] },
    })
  const bytes = await deps.store.get(latestAuditKey('json'))
  if (bytes === null)
    return problem(
      'not-found',
      'There has been no audit yet: it runs on a schedule, or by `assay audit --store URI`.',
    )
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`
  if (isNamed(c.req.header('if-none-match'), etag)) return notModified(etag)
  return answer(c, storedJson(bytes), { mediaType, headers: cacheHeaders(etag) }, deps)
}
