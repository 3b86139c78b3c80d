import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { cacheHeaders, isNamed, notModified } from './etag.ts'
import { openApi } from './openapi.ts'
import type { Route } from './route.ts'
import { jsonAnswer } from './text.ts'

/** `GET /openapi.json`: what these routes are. */
export const getOpenApi = async (c: Context, routes: readonly Route[]): Promise<Response> => {
  const text = canonicalJson(openApi(routes))
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
  if (isNamed(c.req.header('if-none-match'), etag)) return notModified(etag)
  return jsonAnswer(text, cacheHeaders(etag))
}
