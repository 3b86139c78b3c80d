import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { fileStore } from '../../lib/store/file.ts'
import { newestReports, storedReports } from '../../lib/store/reports.ts'
import { search } from '../events/shop.ts'
import { broken, runCli, samples } from '../functions/run-cli.ts'
import { contentOf, reportsIn, timelessContentOf } from '../functions/upload/stored.ts'
import { testClient } from './bucket.ts'
import { eventEndpoint, notifyOf } from './notifications.ts'
import { simulatedQueue } from './queue.ts'
import { rgwSkip, startRgw } from './rgw.ts'
import { quickSamples, reportedNames, uploadWorld } from './upload-world.ts'

const rgw = rgwSkip === false ? await startRgw() : null
Object.assign(process.env, rgw?.environment)
const folder = mkdtempSync(join(tmpdir(), 'assay-upload-'))
after(async () => {
  rmSync(folder, { recursive: true })
  await rgw?.stop()
})

const client = testClient()
const sample = (name: string): Buffer => readFileSync(join(samples, name))

/** The whole way: RGW's own notification over HTTP, through a queue, to the function. */
const world = async (t: { after(end: () => Promise<void>): void }, versioned = true) => {
  assert.ok(rgw !== null)
  const made = await uploadWorld(client, { versioned })
  const queue = simulatedQueue(made.handle)
  const events: string[] = []
  const endpoint = await eventEndpoint((body) => {
    events.push(body)
    queue.send(body)
  })
  t.after(endpoint.close)
  await notifyOf(rgw, client, made.exportsBucket, endpoint.url)
  return { ...made, queue, events }
}

const options = { skip: rgwSkip, timeout: 900_000 }

suite('an export put into a bucket of Ceph RGW becomes what the command line writes for it', options, () => {
  const rows: [what: string, key: string, content: Buffer][] = [
    ['single', 'web.json', sample('blanked-imagestreamimage.json')],
    ['list', 'cluster-a/list.json', sample('multiarch-list.json')],
    ['gzip', 'list.json.gz', gzipSync(sample('multiarch-list.json'))],
    ['YAML', 'catalog.yaml', sample('oci-buildkit.yaml')],
    ['broken', 'broken.json', readFileSync(join(broken, 'malformed.json'))],
    ['empty', 'empty.json', Buffer.alloc(0)],
    ['odd key', 'a b+c%2Fd/ü.json', sample('schema1-image.json')],
    ['odder key', '~!@$&*()=:,;?#[]\'"{}|^`<>é\u{1f600}', sample('tampered-image.json')],
  ]
  for (const versioned of [true, false])
    for (const [what, key, content] of rows)
      test(`${what}, ${versioned ? 'with' : 'without'} versions`, async (t) => {
        const { put, queue, truth, log } = await world(t, versioned)
        await put(key, content)
        await queue.idle()
        assert.deepEqual(
          log.filter(({ level }) => level !== 'INFO'),
          [],
        )
        const name = `${versioned}-${what}`
        const file = join(folder, name)
        writeFileSync(file, content)
        await runCli(['report', '--store', `file:${file}.store`, '--name', key, file])
        const written = await contentOf(truth)
        assert.deepEqual(await timelessContentOf(truth), await contentOf(fileStore(`${file}.store`)))
        assert.equal(Object.keys(written).length, 5)
      })
})

suite('around the way', options, () => {
  test('evidence counts for what is put later, and rewrites nothing', async (t) => {
    const { put, queue, truth } = await world(t)
    await put('search.json', sample('unverifiable-image.json'))
    await queue.idle()
    const first = await contentOf(truth)
    await put('evidence/search manifest.json', Buffer.from(search.manifest))
    await queue.idle()
    await put('search again.json', sample('unverifiable-image.json'))
    await queue.idle()
    const verdicts = (await reportsIn(truth)).map(({ sources, summary }) => [
      sources[0]?.name,
      summary.proofs.evidence,
    ])
    assert.deepEqual(Object.fromEntries(verdicts), { 'search.json': 0, 'search again.json': 1 })
    const last = await contentOf(truth)
    assert.equal(last[`evidence/${search.digest.replace(':', '/')}`], search.manifest)
    for (const [key, text] of Object.entries(first)) assert.equal(last[key], text, key)
  })

  test('RGW tells of deletions too: nothing to do', async (t) => {
    const { put, queue, truth, events, exportsBucket } = await world(t, false)
    await put('a.json', sample('schema1-image.json'))
    await queue.idle()
    const first = await contentOf(truth)
    await client.send(new DeleteObjectCommand({ Bucket: exportsBucket, Key: 'a.json' }))
    await queue.idle()
    assert.equal(events.length, 2)
    assert.deepEqual(queue.dead, [])
    assert.deepEqual(await contentOf(truth), first)
  })

  test('each version that is put has its report', async (t) => {
    const { put, queue, truth } = await world(t)
    for (const name of readdirSync(samples)) await put('images', sample(name))
    await queue.idle()
    assert.deepEqual(queue.dead, [])
    assert.equal((await reportedNames(truth)).length, readdirSync(samples).length)
  })
})

test(
  'of two exports that are put in one second the later counts, whichever is handled last',
  options,
  async (t) => {
    assert.ok(rgw !== null)
    const { put, truth, handle, exportsBucket } = await uploadWorld(client)
    const events: { readonly Records: readonly { readonly eventTime: string }[] }[] = []
    const endpoint = await eventEndpoint((body) => events.push(JSON.parse(body)))
    t.after(endpoint.close)
    await notifyOf(rgw, client, exportsBucket, endpoint.url)
    const secondOf = (event: (typeof events)[number] | undefined) => event?.Records[0]?.eventTime.slice(0, 19)
    let key = ''
    do {
      key = `export-${events.length}`
      for (const name of ['schema1-image.json', 'multiarch-list.json']) await put(key, sample(name))
    } while (secondOf(events.at(-1)) !== secondOf(events.at(-2)))
    const [earlier, later] = events.slice(-2)
    const newest = async () => newestReports(await storedReports(truth)).map((report) => report.key)
    await handle(later)
    const latest = await newest()
    await handle(earlier)
    assert.equal((await storedReports(truth)).length, 2)
    assert.deepEqual(await newest(), latest)
  },
)

test('1,000 exports in a burst: each has its one report', options, async (t) => {
  const { put, queue, truth, log } = await world(t)
  const keys = Array.from(
    { length: 1000 },
    (_, index) => `burst/${index % 7}/${String(index).padStart(4, '0')}`,
  )
  const start = performance.now()
  const putAll = async (wanted: readonly string[]): Promise<void> => {
    const left = [...wanted]
    const work = async (): Promise<void> => {
      for (let key = left.pop(); key !== undefined; key = left.pop())
        await put(key, sample(quickSamples[keys.indexOf(key) % quickSamples.length] ?? ''))
    }
    await Promise.all(Array.from({ length: 16 }, work))
    await queue.idle()
  }
  await putAll(keys)
  const seconds = (performance.now() - start) / 1000
  assert.deepEqual(await reportedNames(truth), keys.toSorted())
  assert.deepEqual(
    log.filter(({ level }) => level !== 'INFO'),
    [],
  )
  t.diagnostic(
    `1000 exports in ${seconds.toFixed(1)} s: ${(1000 / seconds).toFixed(0)} a second from put to report`,
  )
})
