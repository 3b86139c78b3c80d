import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { bundleFunctions } from '../../infra/bundle.ts'
import { writeInput } from '../bench/inputs.ts'
import { samples } from '../functions/run-cli.ts'
import { testClient } from './bucket.ts'
import { runtimeName, runtimeSkip, startFunction } from './lambda-runtime.ts'
import { eventEndpoint, notifyOf } from './notifications.ts'
import { rgwSkip, startRgw } from './rgw.ts'
import { reportedNames, uploadWorld } from './upload-world.ts'

const skip = rgwSkip !== false ? rgwSkip : runtimeSkip()
const rgw = skip === false ? await startRgw() : null
Object.assign(process.env, rgw?.environment)
const dist = mkdtempSync(join(tmpdir(), 'assay-dist-'))
after(async () => {
  rmSync(dist, { recursive: true })
  await rgw?.stop()
})

const client = testClient()
const hello = join(dist, 'hello.mjs')
const rounds = 9

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

interface Row {
  readonly name: string
  readonly bundle: string
  readonly event: () => Promise<unknown>
  readonly check: (result: unknown) => void
  /** When what counts was done, where that is not the answer. */
  readonly doneAt?: () => number
  /** How many times as long as hello world's the cold start may be; null: it is only printed. */
  readonly budget: number | null
}

interface Timed {
  readonly name: string
  readonly budget: number | null
  /** Medians, in milliseconds. */
  readonly cold: number
  readonly warm: number
}

/** The first event and three after it of several environments of each row, the rows by turns. */
const measure = async (rows: readonly Row[], env: Readonly<Record<string, string>>): Promise<Timed[]> => {
  const times = rows.map((row) => ({ row, cold: [] as number[], warm: [] as number[] }))
  for (let round = 0; round < rounds; round += 1)
    for (const { row, cold, warm } of times) {
      const environment = await startFunction(row.bundle, env)
      for (const list of [cold, warm, warm, warm]) {
        const { result, error, from, at } = await environment.invoke(await row.event())
        assert.equal(error, null)
        row.check(result)
        list.push((row.doneAt?.() ?? at) - from)
      }
      await environment.stop()
    }
  return times.map(({ row: { name, budget }, cold, warm }) => ({
    name,
    budget,
    cold: median(cold),
    warm: median(warm),
  }))
}

const httpEvent = (method: string, path: string, body?: string) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: '',
  headers: { host: 'api.example.com', 'content-type': 'application/json', accept: 'application/json' },
  requestContext: {
    accountId: '111122223333',
    apiId: 'api',
    domainName: 'api.example.com',
    domainPrefix: 'api',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    requestId: 'r',
    routeKey: '$default',
    stage: '$default',
    time: '01/Mar/2026:12:00:00 +0000',
    timeEpoch: 1_772_366_400_000,
  },
  isBase64Encoded: false,
  ...(body === undefined ? {} : { body }),
})
const isOk = (result: unknown): void => {
  assert.ok(typeof result === 'object' && result !== null && 'statusCode' in result)
  assert.equal(result.statusCode, 200)
}

suite('the bundles under the runtime of AWS Lambda', { skip, timeout: 900_000 }, () => {
  const large = join(dist, 'large.json')
  writeInput(large, 1500, 'blanked', false)
  const exports = [
    ...readdirSync(samples).map((name) => ({ name, bytes: readFileSync(join(samples, name)) })),
    { name: 'large.json', bytes: readFileSync(large) },
  ]
  const single = readFileSync(join(samples, 'blanked-imagestreamimage.json'))

  test('upload: a message of the queue becomes a report, and one JSON object a line of log', async () => {
    await bundleFunctions(dist)
    const { exportsBucket, uri, put, truth } = await uploadWorld(client)
    const env = {
      ...rgw?.environment,
      STORE: uri,
      EXPORTS_BUCKET: exportsBucket,
      POWERTOOLS_METRICS_NAMESPACE: 'assay',
      // Two processors: the large export is worth threads, which run a file of the bundle themselves.
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3538',
    }
    const environment = await startFunction(join(dist, 'upload.mjs'), env)
    for (const { name, bytes } of exports) {
      const event = await put(name, bytes)
      const messages = [{ messageId: name, body: JSON.stringify(event), eventSource: 'aws:sqs' }]
      const { result, error } = await environment.invoke({ Records: messages })
      assert.deepEqual([result, error], [{ batchItemFailures: [] }, null])
    }
    const { error } = await environment.invoke({ hello: 'world' })
    assert.ok(typeof error === 'object' && error !== null && 'errorMessage' in error)
    assert.equal(error.errorMessage, 'what the event tells of could not all be done; the log says why')
    const log = await environment.stop()
    assert.deepEqual(await reportedNames(truth), exports.map(({ name }) => name).toSorted())
    for (const secret of [
      rgw?.environment.AWS_SECRET_ACCESS_KEY,
      rgw?.environment.AWS_ACCESS_KEY_ID,
      rgw?.endpoint,
    ])
      assert.ok(secret !== undefined && !log.includes(secret))
    const lines: unknown[] = log
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
    assert.equal(
      lines.filter((line) => typeof line === 'object' && line !== null && '_aws' in line).length,
      exports.length,
    )
  })

  test('cold starts within their budgets, as ratios to a hello-world function in the same run', async (t) => {
    await bundleFunctions(dist)
    writeFileSync(hello, 'export const handler = async () => ({ hello: "world" })')
    const { exportsBucket, uri, put } = await uploadWorld(client)
    const env = { ...rgw?.environment, STORE: uri, EXPORTS_BUCKET: exportsBucket }
    let count = 0
    const upload = () => {
      count += 1
      return put(`${count}.json`, single)
    }
    const written: number[] = []
    const endpoint = await eventEndpoint(() => written.push(performance.now()))
    t.after(endpoint.close)
    assert.ok(rgw !== null)
    await notifyOf(rgw, client, uri.replace('s3://', ''), endpoint.url, '/report.json')
    const rows: Row[] = [
      { name: 'hello world', bundle: hello, event: async () => ({}), check: () => {}, budget: null },
      {
        name: 'upload: to the report in the bucket',
        bundle: join(dist, 'upload.mjs'),
        event: upload,
        check: (result) => assert.equal(result, null),
        doneAt: () => written.pop() ?? assert.fail('no report was written'),
        budget: 4.5,
      },
      {
        name: 'http: GET /healthz',
        bundle: join(dist, 'http.mjs'),
        event: async () => httpEvent('GET', '/healthz'),
        check: isOk,
        budget: 3,
      },
      {
        name: 'http: POST /v1/reports',
        bundle: join(dist, 'http.mjs'),
        event: async () => httpEvent('POST', '/v1/reports', single.toString()),
        check: isOk,
        budget: null,
      },
    ]
    t.diagnostic(runtimeName())
    let over: string[] = []
    // What else this machine does makes some measurements slow, none of them fast.
    for (let attempt = 0; attempt < 3 && (attempt === 0 || over.length > 0); attempt += 1) {
      const timed = await measure(rows, env)
      const base = timed[0]?.cold ?? Number.NaN
      over = []
      for (const { name, budget, cold, warm } of timed) {
        const ratio = cold / base
        const verdict = ratio <= (budget ?? 0) ? 'within' : 'over'
        const allowed = budget === null ? '' : `, ${verdict} its budget of ${budget} x`
        t.diagnostic(
          `${name}: cold ${cold.toFixed(0)} ms (${ratio.toFixed(2)} x${allowed}), warm ${warm.toFixed(1)} ms`,
        )
        if (budget !== null && ratio > budget) over.push(`${name}: ${ratio.toFixed(2)} x of ${budget} x`)
      }
    }
    assert.deepEqual(over, [])
  })
})
