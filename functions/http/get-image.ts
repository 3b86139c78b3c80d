import type { Context } from 'hono'
import { parseDigest } from '../../lib/digest.ts'
import { problem } from './problem.ts'

/** `GET /v1/images/{digest}`: look-ups need the data set that audits write, and this version writes none. */
export const getImage = async (c: Context): Promise<Response> => {
  if (parseDigest(c.req.param('digest') ?? '') === null)
    return problem('bad-request', 'An image is asked for by its digest, such as sha256: and 64 hex digits.')
  return problem(
    'not-found',
    'There is no data set to look images up in: audits of this version write none. Ask for a report instead.',
  )
}
