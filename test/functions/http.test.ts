import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  LambdaFunctionURLEvent,
} from 'aws-lambda'
import type { LambdaEvent } from 'hono/aws-lambda'
import { fileStore } from '../../lib/store/file.ts'
import { runCli, samples } from './run-cli.ts'
import { sampleEvent } from './upload/sample-events.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-http-function-'))
after(() => rmSync(folder, { recursive: true, force: true }))
process.env.STORE = `file:${folder}`
process.env.EXPORTS_BUCKET = 'exports-of-123456789012'
const { handler } = await import('../../functions/http.ts')

const invoke = (event: unknown): Promise<APIGatewayProxyStructuredResultV2> =>
  handler(event as LambdaEvent) as Promise<APIGatewayProxyStructuredResultV2>

const post = sampleEvent('http-api-post') as APIGatewayProxyEventV2
const get = sampleEvent('function-url-get') as LambdaFunctionURLEvent

describe('an HTTP API (payload format 2.0)', () => {
  it('POST /v1/reports: what the command line prints with the limits that it names, as text', async () => {
    const answer = await invoke(post)
    assert.equal(answer.statusCode, 200)
    assert.equal(answer.isBase64Encoded, false)
    assert.equal(answer.headers?.['content-type'], 'application/json')
    const file = join(samples, 'blanked-imagestreamimage.json')
    const name = post.queryStringParameters?.name ?? ''
    const { madeWith } = JSON.parse(answer.body ?? '')
    assert.deepEqual(Object.keys(madeWith.settings), ['allRepairHashes', 'evidenceTexts', 'searchHashes'])
    const limits = Object.entries<number>(madeWith.settings).map(
      ([limit, value]) => `--limit=${limit}=${value}`,
    )
    const { stdout } = await runCli(['report', file, '--name', name, '--format', 'json', ...limits])
    assert.equal(answer.body, stdout)
  })

  it('a body that the gateway took for text', async () => {
    const body = Buffer.from(post.body ?? '', 'base64').toString()
    const answer = await invoke({ ...post, body, isBase64Encoded: false })
    assert.equal(answer.body, (await invoke(post)).body)
  })

  it('lines are text too', async () => {
    const answer = await invoke({ ...post, headers: { ...post.headers, accept: 'application/x-ndjson' } })
    assert.deepEqual([answer.statusCode, answer.isBase64Encoded], [200, false])
    assert.equal(JSON.parse(answer.body ?? '').kind, 'ImageStreamImage')
  })

  it('a body of 4.5 MB that came as base64 is read, one byte more is 413 with the upload way', async () => {
    const sent = (bytes: number) => invoke({ ...post, body: Buffer.alloc(bytes, 'x').toString('base64') })
    assert.equal((await sent(4_500_000)).statusCode, 415)
    const { statusCode, body = '' } = await sent(4_500_001)
    assert.equal(statusCode, 413)
    assert.match(JSON.parse(body).upload, /aws s3 cp FILE s3:\/\/exports-of-123456789012\//)
  })

  it('an export of more than 50 MB decompressed is 413 with the upload way, whatever fits', async () => {
    const image = readFileSync(join(samples, 'blanked-imagestreamimage.json'))
    const sent = (bytes: number) => {
      const text = Buffer.concat([image, Buffer.alloc(bytes - image.length, ' ')])
      return invoke({ ...post, body: gzipSync(text).toString('base64') })
    }
    assert.equal((await sent(50_000_000)).statusCode, 200)
    const { statusCode, body = '' } = await sent(50_000_001)
    const { detail, limit, upload } = JSON.parse(body)
    assert.deepEqual([statusCode, limit], [413, 50_000_000])
    assert.match(detail, /more than 50000000 bytes decompressed, which are the limit exportBytes/)
    assert.match(upload, /aws s3 cp FILE/)
  })

  it('no body', async () => {
    const { body: _, ...bare } = post
    assert.equal((await invoke(bare)).statusCode, 400)
  })

  it('stores, and gives what it stored', async () => {
    const created = await invoke({ ...post, rawQueryString: `${post.rawQueryString}&store=true` })
    assert.equal(created.statusCode, 201)
    const rawPath = String(created.headers?.location)
    const read = await invoke({
      ...get,
      rawPath,
      requestContext: { ...get.requestContext, http: { ...get.requestContext.http, path: rawPath } },
    })
    assert.equal(read.body, created.body)
  })
})

describe('a function URL', () => {
  it('GET /v1/audits/latest: the audit, unless the caller has it', async () => {
    assert.equal((await invoke(get)).statusCode, 404)
    await fileStore(folder).replace(
      'audits/latest.json',
      Buffer.from('{"at":"x","kind":"AuditReport"}'),
      () => true,
    )
    const answer = await invoke(get)
    assert.deepEqual([answer.statusCode, answer.body], [200, '{"at":"x","kind":"AuditReport"}'])
    const headers = { ...get.headers, 'if-none-match': String(answer.headers?.etag) }
    assert.equal((await invoke({ ...get, headers })).statusCode, 304)
  })

  it('an unknown path is a problem', async () => {
    const answer = await invoke({ ...get, rawPath: '/nope' })
    assert.equal(answer.statusCode, 404)
    assert.equal(answer.headers?.['content-type'], 'application/problem+json')
  })
})
