import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { type Outcome, reportSources } from '../../lib/assay.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { policyInStore } from '../../lib/policy/open.ts'
import { jsonRenderer, ndjsonRenderer } from '../../lib/report/json.ts'
import type { Renderer } from '../../lib/report/renderer.ts'
import type { Reported } from '../../lib/report/reported.ts'
import { type WrittenReport, writeReport } from '../../lib/report/write.ts'
import { openKeyring } from '../../lib/signature/open-keyring.ts'
import { openEvidence } from '../../lib/verify/open-evidence.ts'
import { type MediaType, mediaTypes, negotiate } from './accept.ts'
import { reportAddress } from './address.ts'
import { answer, headersFor } from './answer.ts'
import { readBody } from './body.ts'
import type { HttpDeps } from './deps.ts'
import type { Gate } from './gate.ts'
import { problem } from './problem.ts'
import { type Stored, storedAt, storedImages, storedLines, wholeReport } from './stored.ts'
import { isLargerUnpacked } from './unpacked.ts'
import { unusable } from './unusable.ts'

type Reports = AsyncGenerator<readonly Reported[], Outcome>

const renderers: Readonly<Record<MediaType, () => Promise<Renderer>>> = {
  'application/json': async () => jsonRenderer(),
  'application/x-ndjson': async () => ndjsonRenderer(),
  'text/html': async () => (await import('./page.ts')).pageRenderer(),
}

async function* rendered(reports: Reports, renderer: Renderer): AsyncGenerator<string> {
  try {
    yield renderer.head()
    for (;;) {
      const step = await reports.next()
      if (step.done) {
        yield renderer.tail(step.value.frame)
        return
      }
      for (const reported of step.value) yield renderer.image(reported)
    }
  } finally {
    await reports.return(undefined as never)
  }
}

/** The reports with the `first` ones, which were taken, before them again. */
async function* resumed(first: readonly Reported[], rest: Reports): Reports {
  try {
    yield first
    return yield* rest
  } finally {
    // What was begun is ended where the caller goes away: it may hold files.
    await rest.return(undefined as never)
  }
}

/** The pieces; `leave` is called when they end, fail or are given up. */
async function* until(pieces: AsyncGenerator<string>, leave: () => void): AsyncGenerator<string> {
  try {
    yield* pieces
  } finally {
    leave()
  }
}

interface Wishes {
  readonly mediaType: MediaType
  readonly name: string | undefined
  readonly stored: boolean
}

const wishesOf = (c: Context): Wishes | Response => {
  const offered = Object.values(mediaTypes)
  const mediaType = negotiate(c.req.header('accept'), offered)
  if (mediaType === null)
    return problem('not-acceptable', `This gives ${offered.join(', ')}.`, { members: { offered } })
  if (/^multipart\//i.test(c.req.header('content-type') ?? ''))
    return problem(
      'not-an-export',
      'Send the export itself as the body, for example with `curl --data-binary @FILE`.',
    )
  const { name = [], store = [] } = c.req.queries()
  if (name.length > 1 || store.length > 1)
    return problem('bad-request', 'name and store may be given once each.')
  if (!['true', 'false', undefined].includes(store[0]))
    return problem('bad-request', 'store takes true or false.')
  return { mediaType, name: name[0] || undefined, stored: store[0] === 'true' }
}

const tooLarge = ({ bodyBytes, uploadWay }: HttpDeps, announced: string | undefined): Response => {
  const found = Number(announced) > bodyBytes ? Number(announced) : `more than ${bodyBytes}`
  return problem('too-large', `The body has ${found} bytes; the limit is ${bodyBytes}. ${uploadWay}`, {
    members: { limit: bodyBytes, upload: uploadWay },
  })
}

/** Said before anything is read: a report of the part that fits would take as long as can be waited for. */
const tooLargeUnpacked = ({ uploadWay }: HttpDeps, limit: number): Response =>
  problem(
    'too-large',
    `The export has more than ${limit} bytes decompressed, which are the limit exportBytes. ${uploadWay}`,
    { members: { limit, upload: uploadWay } },
  )

const piecesOf: Readonly<
  Record<MediaType, (report: Stored, lines: Stored, address: string) => Promise<AsyncGenerator<string>>>
> = {
  'application/json': async (report, lines) => wholeReport(report, lines),
  'application/x-ndjson': async (_report, lines) => storedLines(lines),
  'text/html': async (report, lines, address) =>
    (await import('./page.ts')).storedPage(report, lines, address),
}

const created = async (
  c: Context,
  { key, version }: WrittenReport<Outcome>,
  mediaType: MediaType,
  deps: HttpDeps,
) => {
  const [report, lines] = await Promise.all([storedAt(deps.store, key), storedImages(deps.store, key)])
  if (report === null || lines === null)
    return problem('unavailable', 'The report was stored, and cannot be read back yet. Ask for it again.')
  const address = reportAddress(version)
  const pieces = await piecesOf[mediaType](report, lines, address)
  const headers = {
    Location: address,
    'Cache-Control': 'no-store',
    Vary: 'Accept',
    ...(await headersFor(mediaType)),
  }
  return answer(c, pieces, { status: 201, mediaType, headers }, deps)
}

/** `POST /v1/reports`: the report of the export in the body, stored where that is asked for. */
export const postReport = async (c: Context, deps: HttpDeps, gate: Gate): Promise<Response> => {
  const wishes = wishesOf(c)
  if (wishes instanceof Response) return wishes
  const body = await readBody(c.req.raw, deps.bodyBytes)
  if (body === null) return tooLarge(deps, c.req.header('content-length'))
  if (body.length === 0) return problem('unreadable', 'The body is empty: send an export.')
  const leave = gate.enter()
  if (leave === null)
    return problem('busy', 'Send the export again in a moment.', { headers: { 'Retry-After': '1' } })
  try {
    const { mediaType, name = createHash('sha256').update(body).digest('hex'), stored } = wishes
    // What is answered here is none of the report's settings: it is the one that any other way gives.
    const { exportBytes, ...limits } = deps.limits ?? {}
    const allLimits = { ...defaultLimits, ...limits }
    // The default is more than a body can unpack to.
    if (exportBytes !== undefined && (await isLargerUnpacked(body, { ...allLimits, exportBytes }))) {
      leave()
      return tooLargeUnpacked(deps, exportBytes)
    }
    const [evidence, keyring, policy] = await Promise.all([
      openEvidence([], deps.store, allLimits, deps.note),
      openKeyring([], deps.store, allLimits, deps.note),
      policyInStore(deps.store),
    ])
    const source = {
      name,
      size: body.length,
      open: async function* () {
        yield body
      },
    }
    const reports = reportSources([source], { evidence, keyring, limits, policy })
    const first = await reports.next()
    if (first.done) {
      leave()
      return unusable(first.value.frame, deps.uploadWay)
    }
    const all = resumed(first.value, reports)
    if (stored) {
      const written = await writeReport(deps.store, name, all)
      leave()
      return await created(c, written, mediaType, deps)
    }
    const pieces = until(rendered(all, await renderers[mediaType]()), leave)
    const headers = { 'Cache-Control': 'no-store', Vary: 'Accept', ...(await headersFor(mediaType)) }
    return await answer(c, pieces, { mediaType, headers }, deps)
  } catch (error) {
    leave()
    throw error
  }
}
