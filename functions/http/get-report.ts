import type { Context } from 'hono'
import { byVersionKey, type ReportVersion } from '../../lib/store/layout.ts'
import { mediaTypes, negotiate } from './accept.ts'
import { answer } from './answer.ts'
import type { HttpDeps } from './deps.ts'
import { cacheHeaders, isNamed, notModified } from './etag.ts'
import { problem } from './problem.ts'
import { storedImages, storedJson, storedLines } from './stored.ts'

const isVersion = (text: string): text is ReportVersion => /^[0-9a-f]{32}$/.test(text)

/** The key of a version's `report.json`; null where the store has none, or the look-up names something else. */
const keyOf = async ({ store }: HttpDeps, version: ReportVersion): Promise<string | null> => {
  const bytes = await store.get(byVersionKey(version))
  const key = bytes === null ? '' : Buffer.from(bytes).toString('utf8')
  return key.startsWith('reports/') && key.endsWith(`/${version}/report.json`) ? key : null
}

/**
 * `GET /v1/reports/{version}`: the stored report, which never changes; as lines all of its images, as JSON the report
 * as it is stored, without its images where they are more than 1,000.
 */
export const getReport = async (c: Context, deps: HttpDeps): Promise<Response> => {
  const offered = Object.values(mediaTypes)
  const mediaType = negotiate(c.req.header('accept'), offered)
  if (mediaType === null)
    return problem('not-acceptable', `This gives ${offered.join(' and ')}.`, { members: { offered } })
  const version = c.req.param('version') ?? ''
  const missing = () => problem('not-found', 'The store holds no report of this version.')
  if (!isVersion(version)) return missing()
  const key = await keyOf(deps, version)
  if (key === null) return missing()
  const isJson = mediaType === mediaTypes.json
  const etag = isJson ? `"${version}"` : `"${version}-ndjson"`
  if (isNamed(c.req.header('if-none-match'), etag)) return notModified(etag)
  const bytes = isJson ? await deps.store.get(key) : await storedImages(deps.store, key)
  if (bytes === null) return missing()
  const other = isJson ? mediaTypes.ndjson : mediaTypes.json
  const headers = {
    ...cacheHeaders(etag),
    Link: `</v1/reports/${version}>; rel="alternate"; type="${other}"`,
  }
  return answer(c, isJson ? storedJson(bytes) : storedLines(bytes), { mediaType, headers }, deps)
}
