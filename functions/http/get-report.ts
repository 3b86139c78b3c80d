import type { Context } from 'hono'
import { analyzer } from '../../lib/report/analyzer.ts'
import { byVersionKey, type ReportVersion } from '../../lib/store/layout.ts'
import { formatNamed, type MediaType, mediaTypes, negotiate } from './accept.ts'
import { reportAddress } from './address.ts'
import { answer, headersFor } from './answer.ts'
import type { HttpDeps } from './deps.ts'
import { cacheHeaders, isNamed, notModified } from './etag.ts'
import { problem } from './problem.ts'
import { storedAt, storedImages, storedJson, storedLines } from './stored.ts'

const isVersion = (text: string): text is ReportVersion => /^[0-9a-f]{32}$/.test(text)

/** The key of a version's `report.json`; null where the store has none, or the look-up names something else. */
const keyOf = async ({ store }: HttpDeps, version: ReportVersion): Promise<string | null> => {
  const bytes = await store.get(byVersionKey(version))
  const key = bytes === null ? '' : Buffer.from(bytes).toString('utf8')
  return key.startsWith('reports/') && key.endsWith(`/${version}/report.json`) ? key : null
}

/** A page is written anew by whatever program answers, so that what it is depends on that too. */
const etagOf: Readonly<Record<MediaType, (version: ReportVersion) => string>> = {
  'application/json': (version) => `"${version}"`,
  'application/x-ndjson': (version) => `"${version}-ndjson"`,
  'text/html': (version) => `"${version}-html-${analyzer.version}"`,
}

/** How a stored report is read as each media type; null where the store lacks what that needs. */
const readers: Readonly<
  Record<
    MediaType,
    (deps: HttpDeps, key: string, version: ReportVersion) => Promise<AsyncGenerator<string> | null>
  >
> = {
  'application/json': async ({ store }, key) => {
    const report = await storedAt(store, key)
    return report && storedJson('ExportReport', report)
  },
  'application/x-ndjson': async ({ store }, key) => {
    const lines = await storedImages(store, key)
    return lines && storedLines(lines)
  },
  'text/html': async ({ store }, key, version) => {
    const [report, lines] = await Promise.all([storedAt(store, key), storedImages(store, key)])
    if (report === null || lines === null) return null
    return (await import('./page.ts')).storedPage(report, lines, reportAddress(version))
  },
}

/** What the caller wants: by the name that stands in the address, else by `Accept`. */
const wishOf = (c: Context): MediaType | Response => {
  const offered = Object.values(mediaTypes)
  const formats = c.req.queries('format') ?? []
  const [format] = formats
  if (format !== undefined) {
    const names = Object.keys(mediaTypes).join(', ')
    const named = formats.length === 1 ? formatNamed(format) : null
    return named ?? problem('bad-request', `format takes one of ${names}, once.`)
  }
  const mediaType = negotiate(c.req.header('accept'), offered)
  return mediaType ?? problem('not-acceptable', `This gives ${offered.join(', ')}.`, { members: { offered } })
}

/**
 * `GET /v1/reports/{version}`: the stored report, which never changes; as lines all of its images, as JSON the report
 * as it is stored, without its images where they are more than 1,000, as a page the worst of them.
 */
export const getReport = async (c: Context, deps: HttpDeps): Promise<Response> => {
  const mediaType = wishOf(c)
  if (mediaType instanceof Response) return mediaType
  const version = c.req.param('version') ?? ''
  const missing = () => problem('not-found', 'The store holds no report of this version.')
  if (!isVersion(version)) return missing()
  const key = await keyOf(deps, version)
  if (key === null) return missing()
  const etag = etagOf[mediaType](version)
  if (isNamed(c.req.header('if-none-match'), etag)) return notModified(etag, await headersFor(mediaType))
  const pieces = await readers[mediaType](deps, key, version)
  if (pieces === null) return missing()
  const others = Object.values(mediaTypes)
    .filter((other) => other !== mediaType)
    .map((other) => `<${reportAddress(version)}>; rel="alternate"; type="${other}"`)
  const headers = { ...cacheHeaders(etag), ...(await headersFor(mediaType)), Link: others.join(', ') }
  return answer(c, pieces, { mediaType, headers }, deps)
}
