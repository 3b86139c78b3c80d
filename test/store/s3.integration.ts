import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { HeadObjectCommand, ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { exportKey } from '../../lib/store/export-key.ts'
import { fileStore } from '../../lib/store/file.ts'
import { openStore } from '../../lib/store/open.ts'
import { s3Store } from '../../lib/store/s3.ts'
import { s3Connection } from '../../lib/store/s3-lazy-connection.ts'
import { s3PlaceOf } from '../../lib/store/s3-place.ts'
import type { Store } from '../../lib/store/store.ts'
import { newBucket, testClient } from '../integration/bucket.ts'
import { rgwSkip, startRgw } from '../integration/rgw.ts'
import { isAssayError } from './assay-error.ts'
import { storeConformance } from './conformance.ts'

const MiB = 2 ** 20
const rgw = rgwSkip === false ? await startRgw() : null
Object.assign(process.env, rgw?.environment)
after(() => rgw?.stop())

const admin = testClient()
const shared = rgw === null ? '' : await newBucket(admin)
const connection = s3Connection()
let stores = 0

const newPrefix = (): string => {
  stores += 1
  return `s3://${shared}/a store/${stores}`
}
const storeAt = (uri: string): Store => s3Store(s3PlaceOf(uri), connection)
const bytes = (text: string): Uint8Array => Buffer.from(text)
const listed = async (store: Store, prefix = ''): Promise<string[]> =>
  (await Array.fromAsync(store.list(prefix))).map(({ key }) => key)

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEF'
const run = promisify(execFile)
const write = (uri: string, some: string) =>
  run(process.execPath, [join(import.meta.dirname, 's3-writer.ts'), uri, 'by-version/v', some])

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** That many MiB, each of its own bytes, counting what is alive in memory as they go. */
async function* mebibytes(count: number, onEach: () => void = () => {}): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    onEach()
    yield Buffer.alloc(MiB, `${index} `)
  }
}

describe('S3', { skip: rgwSkip, timeout: 900_000 }, () => {
  storeConformance('a store in a part of a bucket', async () => storeAt(newPrefix()))
  storeConformance('a store in a bucket', async () => storeAt(`s3://${await newBucket(admin)}`))

  describe('a store in S3, between processes', () => {
    it('lets exactly one of 32 puts from 4 processes create', async () => {
      const uri = newPrefix()
      const groups = letters.match(/.{8}/g) ?? []
      const said = (await Promise.all(groups.map((group) => write(uri, group)))).map(({ stdout }) => stdout)
      const answers = said.flatMap((text) => text.split('\n'))
      assert.equal(answers.length, 32)
      const [winner = '', ...others] = answers.filter((answer) => answer.endsWith(' created'))
      assert.deepEqual(others, [])
      assert.equal(answers.filter((answer) => answer.endsWith(' present')).length, 31)
      assert.deepEqual(await storeAt(uri).get('by-version/v'), Buffer.alloc(1000, winner.slice(0, 1)))
    })
  })

  describe('a store in S3, lists', () => {
    it('goes on beyond 1,000 keys, in order, without a gap', async () => {
      const store = storeAt(newPrefix())
      const keys = Array.from({ length: 1203 }, (_, index) => `evidence/${String(index).padStart(4, '0')}`)
      const left = keys.toReversed()
      const work = async () => {
        for (let key = left.pop(); key !== undefined; key = left.pop()) await store.put(key, bytes(key))
      }
      await Promise.all(Array.from({ length: 16 }, work))
      assert.deepEqual(await listed(store), keys)
      assert.deepEqual(await listed(store, 'evidence/1'), keys.slice(1000))
    })

    it('is in the order of a folder', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'assay-order-'))
      try {
        const twins = [storeAt(newPrefix()), fileStore(folder)]
        const names = [
          'a-b/1',
          'a.b',
          'a/1',
          'a/b',
          'a0',
          'A',
          'é',
          'e\u0301',
          '\u{1f600}',
          '\uffee',
          'a b',
          'a+b',
          '%41',
        ]
        const keys = [
          ...names.map((name) => `keys/${name}`),
          ...names.map((name) => `reports/${exportKey(name)}/0/x`),
        ]
        for (const store of twins) for (const key of keys) await store.put(key, bytes(key))
        const [inBucket, inFolder] = await Promise.all(twins.map((store) => listed(store)))
        assert.deepEqual(inBucket, inFolder)
        assert.equal(inBucket?.length, keys.length)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })

    it('shows nothing that is no object of the store', async () => {
      const uri = newPrefix()
      const foreign = ['keys/', 'keys/a\u0001b', 'keys/a//b', '.hidden', '../out', 'keys/ü']
      for (const key of foreign) {
        const Key = `${s3PlaceOf(uri).prefix}${key}`
        await admin.send(new PutObjectCommand({ Bucket: shared, Key, Body: 'x' }))
      }
      assert.deepEqual(await listed(storeAt(uri)), ['keys/a\u0001b', 'keys/ü'])
    })

    it('and all else stays inside of its prefix', async () => {
      const uri = newPrefix()
      await storeAt(uri).put('policy.json', bytes('inside'))
      await storeAt(`${uri}0`).put('policy.json', bytes('beside'))
      assert.deepEqual(await listed(storeAt(uri)), ['policy.json'])
      assert.deepEqual(await listed(storeAt(`${uri}/`)), ['policy.json'])
      assert.equal(await storeAt(`${uri}0`).put('policy.json', bytes('x')), 'present')
      await assert.rejects(storeAt(uri).get('../0/policy.json'), isAssayError('store-key-invalid'))
    })
  })

  describe('a store in S3, large bodies', () => {
    it('streams 128 MiB, byte for byte, in less than half of it', async (context) => {
      const store = storeAt(newPrefix())
      const sizes: number[] = []
      let pieces = 0
      collectGarbage()
      const before = process.memoryUsage().arrayBuffers
      const measure = () => {
        if (++pieces % 4 !== 0) return
        collectGarbage()
        sizes.push((process.memoryUsage().arrayBuffers - before) / MiB)
      }
      assert.equal(await store.put('reports/a/0/images.ndjson.gz', mebibytes(128, measure)), 'created')
      const most = Math.max(...sizes)
      context.diagnostic(`at most ${most.toFixed(1)} MiB alive`)
      assert.ok(most > 8, 'it was measured')
      // Four parts of 8 MiB, and what the connection has not let go of yet: 32 to 48 are seen.
      assert.ok(most < 64, `${most} MiB alive`)

      const expected = Buffer.concat(await Array.fromAsync(mebibytes(128)))
      const found = (await store.get('reports/a/0/images.ndjson.gz')) ?? bytes('')
      assert.equal(hash('sha256', found), hash('sha256', expected))
      assert.deepEqual(await listed(store), ['reports/a/0/images.ndjson.gz'])
    })

    for (const [what, size] of [
      ['a byte less than a part', 8 * MiB - 1],
      ['a part', 8 * MiB],
      ['a byte more than a part', 8 * MiB + 1],
      ['two parts', 16 * MiB],
    ] as const) {
      it(`keeps every byte of ${what}`, async () => {
        const store = storeAt(newPrefix())
        const body = Buffer.alloc(size, 'assay ')
        async function* halves() {
          yield body.subarray(0, size / 2)
          yield body.subarray(size / 2)
        }
        assert.equal(await store.put('evidence/a', halves()), 'created')
        assert.equal(Buffer.compare((await store.get('evidence/a')) ?? bytes(''), body), 0)
        assert.deepEqual(await listed(store), ['evidence/a'])
      })
    }

    it('lets exactly one of 4 writers of large bodies create', async () => {
      const store = storeAt(newPrefix())
      const fills = ['a', 'b', 'c', 'd']
      const outcomes = await Promise.all(
        fills.map((fill) =>
          store.put(
            'evidence/a',
            (async function* () {
              for (let count = 0; count < 10; count += 1) yield Buffer.alloc(MiB, fill)
            })(),
          ),
        ),
      )
      assert.deepEqual(outcomes.toSorted(), ['created', 'present', 'present', 'present'])
      const winner = fills[outcomes.indexOf('created')] ?? ''
      assert.deepEqual(await store.get('evidence/a'), Buffer.alloc(10 * MiB, winner))
      assert.deepEqual(await listed(store), ['evidence/a'])
    })

    it('uploads nothing where an object is, but reads the body to its end', async () => {
      const store = storeAt(newPrefix())
      await store.put('evidence/a', bytes('first'))
      let pieces = 0
      assert.equal(
        await store.put(
          'evidence/a',
          mebibytes(20, () => (pieces += 1)),
        ),
        'present',
      )
      assert.equal(pieces, 20)
      assert.deepEqual(await listed(store), ['evidence/a'])
    })

    it('leaves no object and no upload when a large body fails, and passes its error on', async () => {
      const Bucket = await newBucket(admin)
      const store = storeAt(`s3://${Bucket}`)
      const fault = new Error('the export ended early')
      let closed = false
      async function* failing() {
        try {
          yield* mebibytes(20)
          throw fault
        } finally {
          closed = true
        }
      }
      await assert.rejects(store.put('evidence/a', failing()), (error) => error === fault)
      assert.deepEqual(await listed(store), [])
      const { Uploads } = await admin.send(new ListMultipartUploadsCommand({ Bucket }))
      assert.equal(Uploads, undefined)
      assert.ok(closed)
    })
  })

  describe('a store in S3, objects', () => {
    for (const [key, type] of [
      ['reports/a/0/report.json', 'application/json'],
      ['reports/a/0/report.html', 'text/html; charset=utf-8'],
      ['reports/a/0/images.ndjson.gz', 'application/gzip'],
      ['by-version/0', 'text/plain; charset=utf-8'],
      ['evidence/sha256/0', 'application/octet-stream'],
    ] as const) {
      it(`has the type ${type} under ${key}, and no encoding`, async () => {
        const uri = newPrefix()
        await storeAt(uri).put(key, bytes('x'))
        const Key = s3PlaceOf(uri).prefix + key
        const head = await admin.send(new HeadObjectCommand({ Bucket: shared, Key }))
        assert.equal(head.ContentType, type)
        assert.equal(head.ContentEncoding, undefined)
        assert.equal(head.ContentLength, 1)
      })
    }
  })

  describe('a store in S3, refused', () => {
    const unavailable = (uri: string, key: string, ...words: string[]) =>
      isAssayError('store-unavailable', uri, key, ...words)

    it('says so when there is no such bucket', async () => {
      const uri = 's3://no-such-bucket/prefix'
      const store = storeAt(uri)
      const refused = (key: string) => unavailable(uri, key, 'NoSuchBucket', 'no such bucket', 'Make it')
      await assert.rejects(store.get('policy.json'), refused('policy.json'))
      await assert.rejects(store.put('policy.json', bytes('x')), refused('policy.json'))
      await assert.rejects(store.put('evidence/a', mebibytes(9)), isAssayError('store-unavailable', uri))
      await assert.rejects(
        store.replace('index.html', bytes('x'), () => true),
        refused('index.html'),
      )
      await assert.rejects(listed(store, 'keys/'), refused('keys/'))
      await assert.rejects(store.delete('staging/a'), refused('staging/a'))
    })

    /** Each a process's environment in which nothing can be read, what the error says, and what it must not. */
    const environments: Readonly<Record<string, [Record<string, string>, string[]]>> = {
      'no region': [{ AWS_REGION: '' }, ['no region is set', 'AWS_REGION']],
      'no credentials': [
        { AWS_ACCESS_KEY_ID: '', AWS_EC2_METADATA_DISABLED: 'true' },
        ['no credentials were found', 'AWS_ACCESS_KEY_ID'],
      ],
      'an unknown key': [{ AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' }, ['InvalidAccessKeyId, HTTP 403', 'anew']],
      'a wrong secret': [{ AWS_SECRET_ACCESS_KEY: 'wrong' }, ['SignatureDoesNotMatch, HTTP 403', 'anew']],
      'no server': [{ AWS_ENDPOINT_URL_S3: 'http://localhost:9' }, ['ECONNREFUSED', 'AWS_ENDPOINT_URL']],
      'an unknown host': [{ AWS_ENDPOINT_URL_S3: 'http://user:pass@host.invalid' }, ['AWS_ENDPOINT_URL']],
      'no URL': [{ AWS_ENDPOINT_URL_S3: 'nonsense' }, ['ERR_INVALID_URL', 'http(s)://HOST:PORT']],
    }
    for (const [what, [environment, words]] of Object.entries(environments)) {
      it(`names the remedy and no secret: ${what}`, async () => {
        const uri = newPrefix()
        const env = {
          ...process.env,
          AWS_CONFIG_FILE: '/none',
          AWS_SHARED_CREDENTIALS_FILE: '/none',
          ...environment,
        }
        const reader = `
          import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../lib/store/open.ts'))}
          import { inspect } from 'node:util'
          await openStore(${JSON.stringify(uri)}).get('policy.json').then(console.log, (error) => {
            console.log(JSON.stringify([error.code, error.message]))
            console.log(inspect(error, { depth: 9, showHidden: true }))
          })`
        const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', reader], {
          env,
        })
        const [code, message] = JSON.parse(stdout.split('\n', 1)[0] ?? '')
        assert.equal(code, 'store-unavailable', stdout)
        for (const word of ['cannot read "policy.json"', uri, ...words])
          assert.ok(message.includes(word), message)
        for (const secret of [
          'secret',
          'AKIAUNKNOWN',
          'wrong',
          'user:pass',
          'localhost',
          'host.invalid',
          'Signature=',
        ]) {
          assert.ok(!stdout.includes(secret), `${secret} in ${stdout}`)
        }
        assert.equal(stderr, '')
      })
    }

    it('refuses a bucket whose server ignores the conditions of writes', async () => {
      const uri = `s3://${await newBucket(admin, true)}`
      const refused = isAssayError('store-unsupported', uri, 'If-None-Match', 'without versioning')
      await assert.rejects(storeAt(uri).put('policy.json', bytes('x')), refused)
      await assert.rejects(storeAt(uri).put('evidence/a', mebibytes(9)), refused)
      const replacing = storeAt(uri).replace('index.html', bytes('x'), () => true)
      await assert.rejects(replacing, refused)
    })
  })

  it('is what openStore gives, from the environment alone', async () => {
    const uri = newPrefix()
    assert.equal(await openStore(uri.replace('s3:', 'S3:')).put('policy.json', bytes('{}')), 'created')
    assert.deepEqual(await storeAt(uri).get('policy.json'), bytes('{}'))
  })
})
