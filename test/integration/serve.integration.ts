import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { audit } from '../../lib/audit/audit.ts'
import type { AuditReport } from '../../lib/audit/schema.ts'
import { writeAudit } from '../../lib/audit/write.ts'
import { fileStore } from '../../lib/store/file.ts'
import { openStore } from '../../lib/store/open.ts'
import { presignFor } from '../../lib/store/presign.ts'
import { manyImages, post, testApp } from '../functions/http/test-app.ts'
import { runCli, samples } from '../functions/run-cli.ts'
import { serving } from '../functions/serve/serving.ts'
import { contentOf, timelessContentOf } from '../functions/upload/stored.ts'
import { newBucket, testClient } from './bucket.ts'
import { notifyOf } from './notifications.ts'
import { rgwSkip, startRgw } from './rgw.ts'

const rgw = rgwSkip === false ? await startRgw() : null
const environment = rgw?.environment ?? {}
Object.assign(process.env, environment)
const folder = mkdtempSync(join(tmpdir(), 'assay-serve-s3-'))
after(async () => {
  rmSync(folder, { recursive: true })
  await rgw?.stop()
})

const client = testClient()
const sample = (name: string): Buffer => readFileSync(join(samples, name))
const options = { skip: rgwSkip, timeout: 900_000 }
const secret = 'a secret of some length'

suite('assay serve on a bucket of Ceph RGW', options, () => {
  test("takes RGW's own notifications, and stores what the command line stores", async () => {
    assert.ok(rgw !== null)
    const [exports, reports] = [await newBucket(client, true), await newBucket(client)]
    const server = await serving(['--store', `s3://${reports}/a/b`], {
      env: { ...environment, ASSAY_EVENTS_SECRET: secret, EXPORTS_BUCKET: exports },
    })
    await notifyOf(rgw, client, exports, `${server.url}/v1/events?token=${encodeURIComponent(secret)}`)
    const key = 'cluster-a/shop ü+1.json'
    const body = sample('blanked-imagestreamimage.json')
    await client.send(new PutObjectCommand({ Bucket: exports, Key: key, Body: body }))
    await server.hears(/POST \/v1\/events 204/)
    await client.send(new DeleteObjectCommand({ Bucket: exports, Key: key }))
    await server.hears(/POST \/v1\/events 204[\s\S]*POST \/v1\/events 204/)

    const truth = join(folder, 'truth')
    await runCli(['report', '-', '--store', `file:${truth}`, '--name', key], { stdin: body })
    const written = await timelessContentOf(openStore(`s3://${reports}/a/b`))
    assert.deepEqual(written, await contentOf(fileStore(truth)))

    const [version] = (await Array.fromAsync(fileStore(truth).list('by-version/'))).map((row) =>
      row.key.slice(11),
    )
    const read = await fetch(`${server.url}/v1/reports/${version}`)
    assert.deepEqual([read.status, read.headers.get('etag')], [200, `"${version}"`])
    assert.equal(await server.stop('SIGTERM'), 0)
  })

  test('takes no notification without the secret', async () => {
    assert.ok(rgw !== null)
    const [exports, reports] = [await newBucket(client), await newBucket(client)]
    const server = await serving(['--store', `s3://${reports}`], {
      env: { ...environment, ASSAY_EVENTS_SECRET: secret },
    })
    await notifyOf(rgw, client, exports, `${server.url}/v1/events`)
    await client.send(new PutObjectCommand({ Bucket: exports, Key: 'a.json', Body: '{}' }))
    await server.hears(/POST \/v1\/events 401/)
    assert.deepEqual(await contentOf(openStore(`s3://${reports}`)), {})
    await server.stop('SIGKILL')
  })
})

test('an answer over 5 MB is to be had whole at the URL that it is handed over by', options, async () => {
  const uri = `s3://${await newBucket(client)}/prefix`
  const handOver = presignFor(uri) ?? assert.fail('S3 hands over')
  const { app } = testApp({ store: openStore(uri), handOver })
  const large = manyImages(6000)
  const expected = await (await post(testApp().app, large, '?name=x')).text()
  for (const query of ['?name=x', '?name=x&store=true']) {
    const response = await post(app, large, query)
    assert.equal(response.status, 303)
    const fetched = await fetch(response.headers.get('location') ?? '')
    assert.deepEqual([fetched.status, fetched.headers.get('content-type')], [200, 'application/json'])
    assert.ok((await fetched.text()) === expected, 'the bytes are the same')
  }
})

suite('the audit of a bucket', options, () => {
  test('says what the audit of a folder with the same reports says', async () => {
    const uri = `s3://${await newBucket(client)}/p`
    const local = join(folder, 'local')
    for (const name of ['multiarch-list.json', 'tampered-image.json', 'oci-buildkit.yaml'])
      for (const store of [uri, `file:${local}`])
        await runCli(['report', join(samples, name), '--store', store, '--fail-on', 'never'], {
          env: environment,
        })
    const at = new Date('2026-03-01T02:00:00Z')
    // Each store has its own times.
    const told = (report: AuditReport) =>
      JSON.stringify(report, (name, value) => (name === 'stored_at' ? null : value))
    assert.equal(told(await audit(openStore(uri), at)), told(await audit(fileStore(local), at)))
  })

  test('counts the report that was stored last', async () => {
    const uri = `s3://${await newBucket(client)}`
    const store = async (stdin: Buffer) =>
      runCli(['report', '-', '--name', 'a', '--store', uri, '--fail-on', 'never'], {
        stdin,
        env: environment,
      })
    await store(sample('multiarch-list.json'))
    // S3 tells whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await store(sample('tampered-image.json'))
    const report = await audit(openStore(uri), new Date())
    assert.deepEqual([report.reports, report.summary.images], [1, 1])
  })

  test('16 at once leave the one of the latest moment', async () => {
    const uri = `s3://${await newBucket(client)}`
    const report = await audit(openStore(uri), new Date(0))
    const times = Array.from(
      { length: 16 },
      (_, index) => `2026-03-01T02:00:${String((index * 5) % 16).padStart(2, '0')}.000Z`,
    )
    await Promise.all(times.map((at) => writeAudit(openStore(uri), { ...report, at })))
    const latest = Buffer.from((await openStore(uri).get('audits/latest.json')) ?? '')
    assert.equal(JSON.parse(latest.toString()).at, '2026-03-01T02:00:15.000Z')
  })
})
