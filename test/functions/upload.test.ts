import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { LogEntry } from '../../functions/log/log.ts'
import { handleEvent, type UploadPorts } from '../../functions/upload/handle.ts'
import { AssayError } from '../../lib/error.ts'
import { fileStore } from '../../lib/store/file.ts'
import { ledgerDigest } from '../events/schema1.ts'
import { checkout, search } from '../events/shop.ts'
import { isAssayError } from '../store/assay-error.ts'
import { broken, runCli, samples } from './run-cli.ts'
import { exportsBucket } from './upload/exports-bucket.ts'
import { created, queued, sampleEvent, sampleExport, sampleKey } from './upload/sample-events.ts'
import { contentOf, reportsIn, timelessContentOf } from './upload/stored.ts'

let folder: string
let stores = 0
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-upload-'))
})
after(() => rmSync(folder, { recursive: true }))

const newFolder = (): string => join(folder, `store-${++stores}`)

const world = (ports: Partial<UploadPorts> = {}) => {
  const bucket = exportsBucket()
  const log: LogEntry[] = []
  const store = fileStore(newFolder())
  const all: UploadPorts = {
    store,
    bucket: 'exports',
    open: (version) => bucket.open(version),
    log: (entry) => log.push(entry),
    ...ports,
  }
  return {
    bucket,
    store,
    log,
    said: () => log.map(({ message }) => message),
    handle: (event: unknown) => handleEvent(event, all),
  }
}

const sample = (name: string): Buffer => readFileSync(join(samples, name))

suite('an export becomes what the command line writes for it', () => {
  const rows: [what: string, key: string, content: Buffer][] = [
    ['single', 'web.json', sample('blanked-imagestreamimage.json')],
    ['list', 'a/list.json', sample('multiarch-list.json')],
    ['gzip', 'a/list.json.gz', gzipSync(sample('multiarch-list.json'))],
    ['YAML', 'catalog.yaml', sample('oci-buildkit.yaml')],
    ['mismatch', 'mailer', sample('tampered-image.json')],
    ['broken in the middle', 'broken.json', readFileSync(join(broken, 'malformed.json'))],
    ['truncated when it was put', 'cut.json.gz', readFileSync(join(broken, 'truncated.json.gz'))],
    ['nothing usable', 'pods.json', readFileSync(join(broken, 'wrong-kind-pods.json'))],
    ['empty', 'empty.json', Buffer.alloc(0)],
    ['an odd key', 'a b+c%2Fd/ü.json', sample('schema1-image.json')],
    ['a key like a report', 'reports/x/0/report.json', sample('schema1-image.json')],
    ['a key that would climb', '../../etc//passwd', sample('schema1-image.json')],
  ]
  for (const [what, key, content] of rows)
    test(what, async () => {
      const { bucket, store, handle } = world()
      await handle(created(bucket.put(key, content)))
      const other = newFolder()
      const file = `${other}.export`
      writeFileSync(file, content)
      const { status } = await runCli(['report', '--store', `file:${other}`, '--name', key, file])
      assert.ok(status !== null)
      const written = await contentOf(store)
      assert.deepEqual(await timelessContentOf(store), await contentOf(fileStore(other)))
      assert.equal(Object.keys(written).length, 5)
    })
})

suite('every form of event does', () => {
  for (const name of ['s3-object-created', 'eventbridge-object-created', 'ceph-object-created', 'sns-s3'])
    test(name, async () => {
      const { bucket, store, handle } = world()
      bucket.put(sampleKey, sampleExport)
      assert.equal(await handle(sampleEvent(name)), undefined)
      assert.deepEqual(
        (await reportsIn(store)).map(({ sources }) => sources[0]?.name),
        [sampleKey],
      )
    })
  for (const name of ['sqs-s3', 'sqs-eventbridge', 'sqs-sns-s3'])
    test(name, async () => {
      const { bucket, store, handle } = world()
      bucket.put(sampleKey, sampleExport)
      assert.deepEqual(await handle(sampleEvent(name)), { batchItemFailures: [] })
      assert.deepEqual(
        (await reportsIn(store)).map(({ sources }) => sources[0]?.name),
        [sampleKey],
      )
    })
  for (const name of ['s3-test-event', 's3-object-removed'])
    test(`${name}: nothing is read or written`, async () => {
      const { bucket, store, handle } = world()
      assert.equal(await handle(sampleEvent(name)), undefined)
      assert.equal(bucket.reads(), 0)
      assert.deepEqual(await contentOf(store), {})
    })
})

suite('the same event again', () => {
  const exports = ['blanked-imagestreamimage.json', 'multiarch-list.json', 'tampered-image.json']

  test('changes nothing', async () => {
    const { bucket, store, handle } = world()
    const event = created(...exports.map((name) => bucket.put(name, sample(name))))
    await handle(event)
    const first = await contentOf(store)
    await handle(event)
    assert.deepEqual(await contentOf(store), first)
  })

  test('32 times at once gives one set of objects and no error', async () => {
    const { bucket, store, handle, log } = world()
    const event = queued(...exports.map((name) => created(bucket.put(name, sample(name)))))
    const answers = await Promise.all(Array.from({ length: 32 }, () => handle(event)))
    assert.deepEqual(
      answers,
      Array.from({ length: 32 }, () => ({ batchItemFailures: [] })),
    )
    assert.deepEqual(
      log.filter(({ level }) => level !== 'INFO'),
      [],
    )
    assert.equal(Object.keys(await contentOf(store)).length, 5 * exports.length)
  })

  test('completes what a run left that was ended early', async () => {
    const { bucket, store, handle } = world()
    const event = created(bucket.put('a', sample('multiarch-list.json')))
    await handle(event)
    const whole = await contentOf(store)
    const keys = Object.keys(whole)
    const { store: torn, handle: again, bucket: other } = world()
    other.put('a', sample('multiarch-list.json'))
    const lines = keys.find((key) => key.endsWith('.gz')) ?? assert.fail()
    await torn.put(lines, (await store.get(lines)) ?? assert.fail())
    await again(event)
    assert.deepEqual(await contentOf(torn), whole)
  })
})

suite('the version that the event names', () => {
  test('superseded is done: the other event tells of the new one', async () => {
    const { bucket, store, handle, log } = world()
    const first = created(bucket.put('a.json', sample('tampered-image.json')))
    const second = created(bucket.put('a.json', sample('multiarch-list.json')))
    await handle(second)
    await handle(first)
    assert.deepEqual(
      (await reportsIn(store)).map(({ summary }) => summary.images),
      [5],
    )
    assert.deepEqual(log.at(-1), {
      level: 'INFO',
      message: 'nothing to do',
      fields: { key: 'a.json', outcome: 'superseded' },
    })
  })

  test('gone is done', async () => {
    const { bucket, store, handle, log } = world()
    const event = queued(created(bucket.put('a.json', '{}')))
    bucket.remove('a.json')
    assert.deepEqual(await handle(event), { batchItemFailures: [] })
    assert.deepEqual(await contentOf(store), {})
    assert.equal(log[0]?.fields?.outcome, 'gone')
  })
})

suite('what fails', () => {
  test('is tried again alone: the other messages of its batch are done', async () => {
    const { bucket, store, handle } = world()
    const names = ['schema1-image.json', 'tampered-image.json', 'unverifiable-image.json']
    const event = queued(...names.map((name) => created(bucket.put(name, sample(name)))))
    bucket.breakReads('tampered-image.json')
    assert.deepEqual(await handle(event), { batchItemFailures: [{ itemIdentifier: 'm1' }] })
    assert.deepEqual(
      (await reportsIn(store)).map(({ sources }) => sources[0]?.name),
      ['schema1-image.json', 'unverifiable-image.json'],
    )
    bucket.breakReads('tampered-image.json', false)
    assert.deepEqual(await handle(event), { batchItemFailures: [] })
    assert.equal((await reportsIn(store)).length, 3)
  })

  test('without a queue is thrown when all else is done', async () => {
    const { bucket, store, handle } = world()
    const names = ['tampered-image.json', 'schema1-image.json']
    const event = created(...names.map((name) => bucket.put(name, sample(name))))
    bucket.breakReads('tampered-image.json')
    await assert.rejects(handle(event), isAssayError('upload-failed'))
    assert.deepEqual(
      (await reportsIn(store)).map(({ sources }) => sources[0]?.name),
      ['schema1-image.json'],
    )
  })

  test('half-way is never reported as a truncated export', async () => {
    const { bucket, store, handle } = world()
    const event = created(bucket.put('list.json', sample('multiarch-list.json')))
    bucket.breakReads('list.json')
    await assert.rejects(handle(event), isAssayError('upload-failed'))
    assert.deepEqual(await contentOf(store), {})
  })

  test('in the store, while evidence is listed, is tried again', async () => {
    const failing = fileStore(newFolder())
    const list = () => {
      throw new AssayError('store-unavailable', 'no answer')
    }
    const { bucket, handle } = world({ store: { ...failing, list } })
    const event = queued(created(bucket.put('list.json', sample('multiarch-list.json'))))
    assert.deepEqual(await handle(event), { batchItemFailures: [{ itemIdentifier: 'm0' }] })
    assert.deepEqual(await contentOf(failing), {})
  })

  test('because nobody can read the message', async () => {
    const { bucket, handle, log } = world()
    const event = queued('hello', created(bucket.put('a', sample('schema1-image.json'))))
    assert.deepEqual(await handle(event), { batchItemFailures: [{ itemIdentifier: 'm0' }] })
    assert.equal(log[0]?.fields?.code, 'event-unreadable')
  })

  test('because it is about another bucket', async () => {
    const { bucket, handle, log } = world()
    const event = queued(created({ ...bucket.put('a', '{}'), bucket: 'reports' }))
    assert.deepEqual(await handle(event), { batchItemFailures: [{ itemIdentifier: 'm0' }] })
    assert.equal(bucket.reads(), 0)
    assert.equal(log[0]?.fields?.code, 'event-foreign')
  })

  test('because time is short: what was not begun comes again', async () => {
    const times = [25_000, 15_000]
    const { bucket, store, handle, said } = world({ remaining: () => times.shift() ?? 0 })
    const names = ['schema1-image.json', 'tampered-image.json', 'unverifiable-image.json']
    const event = queued(...names.map((name) => created(bucket.put(name, sample(name)))))
    assert.deepEqual(await handle(event), { batchItemFailures: [{ itemIdentifier: 'm2' }] })
    assert.equal((await reportsIn(store)).length, 2)
    assert.deepEqual(said(), ['report written', 'report written', 'out of time'])
  })

  test('never for time before the first', async () => {
    const { bucket, handle } = world({ remaining: () => 1 })
    const event = queued(created(bucket.put('a', sample('schema1-image.json'))))
    assert.deepEqual(await handle(event), { batchItemFailures: [] })
  })
})

suite('evidence', () => {
  const manifest = Buffer.from(search.manifest)
  const key = `evidence/sha256/${search.digest.slice('sha256:'.length)}`

  test('put under evidence/ counts for what is put later, and changes no report', async () => {
    const { bucket, store, handle } = world()
    const upload = () => handle(created(bucket.put('search.json', sample('unverifiable-image.json'))))
    await upload()
    const first = await contentOf(store)
    await handle(created(bucket.put('evidence/search/manifest.json', manifest)))
    const kept = await contentOf(store)
    assert.deepEqual(kept, { ...first, [key]: search.manifest })
    await upload()
    const reports = await reportsIn(store)
    assert.deepEqual(new Set(reports.map(({ summary }) => summary.verdicts.verified)), new Set([0, 1]))
    for (const [old, text] of Object.entries(kept)) assert.equal((await contentOf(store))[old], text)
  })

  test('out of exports that carry raw texts, compressed or not', async () => {
    const { bucket, store, handle } = world()
    const carrying = ['embedded-imagestreamtag.json', 'schema1-image.json']
    const objects = carrying.map((name, index) =>
      bucket.put(`evidence/${name}`, index === 0 ? gzipSync(sample(name)) : sample(name)),
    )
    await handle(created(...objects))
    const keys = Object.keys(await contentOf(store))
    for (const digest of [checkout.digest, checkout.config.digest, ledgerDigest])
      assert.ok(keys.includes(`evidence/${digest.replace(':', '/')}`), digest)
    assert.deepEqual(await reportsIn(store), [])
  })

  test('of no use is said and done', async () => {
    const { bucket, store, handle, log } = world()
    const event = queued(created(bucket.put('evidence/notes.txt', 'hello')))
    assert.deepEqual(await handle(event), { batchItemFailures: [] })
    assert.deepEqual(await contentOf(store), {})
    assert.deepEqual([log[0]?.level, log[0]?.message], ['WARN', 'no evidence in it'])
  })

  test('named after a digest that it does not have is said, and kept under its own', async () => {
    const { bucket, store, handle, log } = world()
    await handle(created(bucket.put(`evidence/sha256/${'0'.repeat(64)}`, manifest)))
    assert.deepEqual(Object.keys(await contentOf(store)), [key])
    assert.deepEqual([log[0]?.level, log[0]?.fields?.misnamed], ['WARN', true])
  })

  test('in the store that does not have its digest is said where an image asks for it', async () => {
    const { bucket, store, handle, log } = world()
    await store.put(key, manifest.subarray(0, 100))
    await handle(created(bucket.put('search.json', sample('unverifiable-image.json'))))
    const [{ level, message, fields } = assert.fail('nothing was said'), ...rest] = log
    assert.deepEqual([level, message, fields?.key], ['WARN', 'not used', 'search.json'])
    assert.match(String(fields?.reason), new RegExp(`^evidence ${key}: its 100 bytes do not have the digest`))
    assert.deepEqual(
      rest.map((entry) => entry.message),
      ['report written'],
    )
  })
})

test('a detached signature put under evidence/ is verified in reports of what is put later', async () => {
  const { bucket, store, handle, log } = world()
  const image = JSON.parse(readFileSync(join(samples, '../signed/signed-image.json'), 'utf8'))
  const { signatures, ...blank } = image
  assert.equal(signatures.length, 1)
  const content = Buffer.from(signatures[0].content, 'base64')
  await store.put('keys/release.asc', readFileSync(join(samples, '../signed/webshop-release.asc')))
  const place = `registry.example.com/webshop/checkout@${image.metadata.name.replace(':', '=')}/signature-1`
  await handle(created(bucket.put(`evidence/${place}`, content)))
  await handle(created(bucket.put('later.json', JSON.stringify(blank))))
  assert.deepEqual(
    log.map(({ message }) => message),
    ['evidence kept', 'report written'],
  )
  const [report] = await reportsIn(store)
  assert.deepEqual(report?.summary.signatures, { signed: 1, verified: 1, unsigned: 0 })
})

test('limits hold for exports and for evidence', async () => {
  const { bucket, store, handle, log } = world({ limits: { itemBytes: 1024, manifestBytes: 256 } })
  await handle(created(bucket.put('list.json', sample('multiarch-list.json'))))
  const [report] = await reportsIn(store)
  assert.ok(report?.rejected.some(({ code }) => code === 'limit-item'))
  await handle(created(bucket.put('evidence/manifest.json', search.manifest)))
  assert.equal(log.at(-1)?.fields?.found, 0)
})

test('limits hold for keys in the store', async () => {
  const { bucket, store, handle, log } = world({ limits: { keyBytes: 400 } })
  const key = readFileSync(join(samples, '../signed/webshop-release.asc'))
  assert.ok(key.length > 400)
  await store.put('keys/release.asc', key)
  const event = queued(created(bucket.put('list.json', sample('multiarch-list.json'))))
  assert.deepEqual(await handle(event), { batchItemFailures: [{ itemIdentifier: 'm0' }] })
  assert.match(String(log[0]?.fields?.reason), /keys\/release\.asc: .*400 are the limit/)
})

suite('what consoles put for a folder', () => {
  for (const key of ['cluster-a/', 'evidence/'])
    test(`${key} is no export`, async () => {
      const { bucket, store, handle } = world()
      await handle(created(bucket.put(key, '')))
      assert.equal(bucket.reads(), 0)
      assert.deepEqual(await contentOf(store), {})
    })
})
