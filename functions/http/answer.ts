import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { stagingKey } from '../../lib/store/layout.ts'
import { type MediaType, mediaTypes } from './accept.ts'
import type { HttpDeps } from './deps.ts'

/** Up to this many bytes an answer is given whole. */
const wholeBytes = 5_000_000

/**
 * Lambda takes answers of 6 MiB as JSON, in which the text's quotes are escaped: a report full of short members grows
 * by a quarter (AWS Lambda, "Quotas": invocation payload).
 */
const lambdaBytes = 6_000_000

/** Pieces of a streamed answer are gathered into chunks of at least this many characters. */
const chunkLength = 65_536

const fileNames: Readonly<Record<MediaType, string>> = {
  'application/json': 'report.json',
  'application/x-ndjson': 'images.ndjson',
  'text/html': 'report.html',
}

/** JSON is UTF-8 by definition; a page has to say so. */
const contentTypeOf = (mediaType: MediaType): string =>
  mediaType === mediaTypes.html ? `${mediaType}; charset=utf-8` : mediaType

type Pieces = AsyncGenerator<string>

interface Gathered {
  readonly texts: readonly string[]
  readonly bytes: number
  readonly complete: boolean
}

/** Takes pieces until they end or are too large to be given whole. */
const gather = async (pieces: Pieces, escaped: boolean): Promise<Gathered> => {
  const texts: string[] = []
  let bytes = 0
  let escapedBytes = 0
  for (;;) {
    const step = await pieces.next()
    if (step.done) return { texts, bytes, complete: true }
    texts.push(step.value)
    bytes += Buffer.byteLength(step.value)
    if (escaped) escapedBytes += Buffer.byteLength(JSON.stringify(step.value)) - 2
    if (bytes > wholeBytes || escapedBytes > lambdaBytes) return { texts, bytes, complete: false }
  }
}

/** All of an answer of which a part was gathered, in chunks. */
async function* chunks({ texts }: Gathered, rest: Pieces): AsyncGenerator<Uint8Array> {
  yield Buffer.from(texts.join(''))
  let waiting: string[] = []
  let length = 0
  for await (const piece of rest) {
    waiting.push(piece)
    length += piece.length
    if (length < chunkLength) continue
    yield Buffer.from(waiting.join(''))
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.from(waiting.join(''))
}

/** What fails midway cannot be said any more: the connection breaks, so that nobody takes a part for the whole. */
const streamed = (body: AsyncGenerator<Uint8Array>, c: Context, deps: HttpDeps): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async pull(controller) {
      try {
        const step = await body.next()
        if (step.done) controller.close()
        else controller.enqueue(step.value)
      } catch (error) {
        deps.onFault(error)
        deps.cutOff?.(c.env)
        controller.close()
      }
    },
    async cancel() {
      await body.return(undefined)
    },
  })

/** What a media type brings with it: a page its own policy. */
export const headersFor = async (mediaType: MediaType): Promise<Readonly<Record<string, string>>> =>
  mediaType === mediaTypes.html ? (await import('./page.ts')).pageHeaders : {}

export interface AnswerOptions {
  readonly status?: 200 | 201
  readonly mediaType: MediaType
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Answers with a text that comes in pieces: whole while it is small, else through the store by 303 or, where nothing
 * hands it over, as a stream.
 */
export const answer = async (
  c: Context,
  pieces: Pieces,
  { status = 200, mediaType, headers = {} }: AnswerOptions,
  deps: HttpDeps,
): Promise<Response> => {
  const gathered = await gather(pieces, deps.handOver !== undefined)
  const init = { status, headers: { ...headers, 'Content-Type': contentTypeOf(mediaType) } }
  if (gathered.complete) {
    const length = { 'Content-Length': String(gathered.bytes) }
    return new Response(gathered.texts.join(''), { status, headers: { ...init.headers, ...length } })
  }
  const body = chunks(gathered, pieces)
  if (deps.handOver === undefined) return new Response(streamed(body, c, deps), init)
  const key = stagingKey(randomUUID(), fileNames[mediaType])
  await deps.store.put(key, body)
  const url = await deps.handOver(key)
  const { Location: report } = headers
  return new Response(null, {
    status: 303,
    headers: {
      Location: url.href,
      'Cache-Control': 'no-store',
      ...(report === undefined ? {} : { Link: `<${report}>; rel="canonical"` }),
    },
  })
}
