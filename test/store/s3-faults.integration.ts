import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { s3Store } from '../../lib/store/s3.ts'
import { s3Connection } from '../../lib/store/s3-lazy-connection.ts'
import { s3PlaceOf } from '../../lib/store/s3-place.ts'
import type { S3Settings } from '../../lib/store/s3-settings.ts'
import type { Store } from '../../lib/store/store.ts'
import { newBucket, testClient } from '../integration/bucket.ts'
import { type Fault, type SeenCall, startFaultyProxy } from '../integration/faulty-proxy.ts'
import { rgwSkip, startRgw } from '../integration/rgw.ts'
import { isAssayError } from './assay-error.ts'

const MiB = 2 ** 20
const rgw = rgwSkip === false ? await startRgw() : null
Object.assign(process.env, rgw?.environment)
const proxy = await startFaultyProxy(rgw?.endpoint ?? 'http://localhost:9')
after(async () => {
  await proxy.close()
  await rgw?.stop()
})

const admin = testClient()
const bytes = (text: string): Uint8Array => Buffer.from(text)
const key = 'reports/a/0/report.json'
const staged = (call: SeenCall) => call.path.includes('/staging/')

/** Times that tests can wait for; all else as it is. */
const impatient: Partial<S3Settings> = {
  endpoint: proxy.endpoint,
  answerMs: 500,
  idleMs: 300,
  // The least that S3 takes.
  partBytes: 5 * MiB,
}

/** A store behind the proxy, in a bucket of its own, that has been written to; with the same without the proxy. */
const newStore = async (
  settings: Partial<S3Settings> = {},
): Promise<{ store: Store; truth: Store; bucket: string }> => {
  const bucket = await newBucket(admin)
  const place = s3PlaceOf(`s3://${bucket}`)
  const store = s3Store(place, s3Connection({ ...impatient, ...settings }))
  await store.put('policy.json', bytes('{}'))
  return { store, truth: s3Store(place, s3Connection()), bucket }
}

/** The first so many calls, of those that `only` accepts, go wrong. */
const first = (count: number, fault: Fault, only: (call: SeenCall) => boolean = () => true) => {
  let left = count
  return (call: SeenCall) => {
    if (left === 0 || !only(call)) return null
    left -= 1
    return fault
  }
}

async function* mebibytes(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield Buffer.alloc(MiB, `${index} `)
}

const unavailable = (bucket: string, name: string, ...words: string[]) =>
  isAssayError('store-unavailable', `s3://${bucket}`, name, ...words)

/** Faults that pass, each with what the message says when they do not. */
const faults: Readonly<Record<string, readonly [Fault, ...string[]]>> = {
  500: [{ status: 500, code: 'InternalError' }, 'InternalError, HTTP 500', 'Try again later'],
  '503 SlowDown': [{ status: 503, code: 'SlowDown' }, 'SlowDown, HTTP 503', 'fewer calls'],
  '503 without a name': [{ status: 503, code: '' }, 'HTTP 503', 'fewer calls'],
  429: [{ status: 429, code: 'TooManyRequests' }, 'HTTP 429', 'fewer calls'],
  'a connection that breaks': ['reset', 'the connection broke', 'ECONNRESET'],
  'an answer that is too slow': [{ delay: 700 }, 'did not answer in time', 'ETIMEDOUT'],
}

describe('a store in S3 behind faults', { skip: rgwSkip, timeout: 900_000 }, () => {
  beforeEach(() => proxy.plan(() => null))

  for (const [what, [fault, ...words]] of Object.entries(faults)) {
    it(`gets over ${what} at every call`, async () => {
      const { store, truth } = await newStore()
      const acts: Readonly<Record<string, () => Promise<unknown>>> = {
        created: () => store.put(key, bytes('report')),
        present: () => store.put(key, bytes('other')),
        read: async () => Buffer.from((await store.get(key)) ?? '').toString(),
        written: () => store.replace('index.html', bytes('1'), () => true),
        kept: () => store.replace('index.html', bytes('0'), () => false),
        listed: async () => (await Array.fromAsync(store.list('reports/'))).length,
        deleted: () => store.delete('staging/a'),
      }
      const answers: Record<string, unknown> = {}
      for (const [name, act] of Object.entries(acts)) {
        proxy.plan(first(1, fault))
        answers[name] = await act()
        assert.ok(proxy.calls.length >= 2, `${name} was tried ${proxy.calls.length} times`)
      }
      assert.deepEqual(answers, {
        created: 'created',
        present: 'present',
        read: 'report',
        written: 'written',
        kept: 'kept',
        listed: 1,
        deleted: undefined,
      })
      assert.deepEqual(await truth.get(key), bytes('report'))
    })

    it(`gives up in the end on ${what}, and says what to do`, async () => {
      const { store, truth, bucket } = await newStore({ attempts: 2, answerMs: 200 })
      proxy.plan(() => fault)
      await assert.rejects(store.put(key, bytes('report')), unavailable(bucket, key, ...words))
      assert.equal(proxy.calls.length, 2)
      await assert.rejects(store.get(key), unavailable(bucket, key, ...words))
      await assert.rejects(Array.fromAsync(store.list('keys/')), unavailable(bucket, 'keys/', ...words))
      await assert.rejects(
        store.replace('index.html', bytes('1'), () => true),
        unavailable(bucket, 'index.html', ...words),
      )
      await assert.rejects(store.delete('staging/a'), unavailable(bucket, 'staging/a', ...words))
      proxy.plan(() => null)
      // A call that was only slow may have been done all the same.
      assert.match(await store.put(key, bytes('report')), /created|present/)
      assert.deepEqual(await truth.get(key), bytes('report'))
    })
  }

  for (const fault of ['truncate', 'end-early', 'stall'] as const) {
    it(`never takes a part of an object for the whole: ${fault}`, async () => {
      const { store, truth, bucket } = await newStore({ attempts: 3 })
      const body = Buffer.alloc(3 * MiB, 'assay ')
      await truth.put(key, body)
      proxy.plan(first(2, fault))
      assert.deepEqual(await store.get(key), body)
      assert.equal(proxy.calls.length, 3)
      proxy.plan(() => fault)
      await assert.rejects(store.get(key), unavailable(bucket, key, 'BodyBroken', 'Try again'))
    })
  }

  for (const fault of ['stall', 'truncate', 'end-early'] as const) {
    /** Answers that are no object: XML, read whole before they count. */
    const answers: Readonly<
      Record<string, readonly [ask: (store: Store) => Promise<unknown>, said: unknown]>
    > = {
      'a list': [async (store) => (await Array.fromAsync(store.list('')))[0]?.key, 'policy.json'],
      'that an object is absent': [(store) => store.get('keys/none'), null],
    }
    for (const [what, [ask, said]] of Object.entries(answers))
      it(`asks again when it got half an answer, ${what}: ${fault}`, async () => {
        const { store, bucket } = await newStore({ attempts: 2 })
        proxy.plan(first(1, fault))
        assert.deepEqual(await ask(store), said)
        assert.equal(proxy.calls.length, 2)
        proxy.plan(() => fault)
        await assert.rejects(ask(store), unavailable(bucket, ''))
      })

    it(`believes that a put is refused by the status alone: ${fault}`, async () => {
      const { store } = await newStore({ attempts: 2 })
      proxy.plan(({ method }) => (method === 'PUT' ? fault : null))
      assert.equal(await store.put('policy.json', bytes('other')), 'present')
    })
  }

  describe('when an answer is lost after the work was done', () => {
    it('knows its own put again', async () => {
      const { store, truth } = await newStore()
      proxy.plan(first(1, 'lose-answer'))
      assert.equal(await store.put(key, bytes('report')), 'created')
      assert.deepEqual(
        proxy.calls.map(({ method }) => method),
        ['PUT', 'PUT', 'HEAD'],
      )
      assert.equal(await store.put(key, bytes('report')), 'present')
      assert.deepEqual(await truth.get(key), bytes('report'))
    })

    it("does not take another's object for its own", async () => {
      const { store, truth } = await newStore()
      await truth.put(key, bytes('report'))
      proxy.plan(first(1, 'lose-answer'))
      assert.equal(await store.put(key, bytes('report')), 'present')
    })

    it('knows its own replacement again', async () => {
      const { store, truth } = await newStore()
      await truth.replace('index.html', bytes('1'), () => true)
      proxy.plan(first(1, 'lose-answer', ({ method }) => method === 'PUT'))
      assert.equal(await store.replace('index.html', bytes('2'), (old) => String(old) < '2'), 'written')
      assert.deepEqual(await truth.get('index.html'), bytes('2'))
    })

    it('knows its own large put again', async () => {
      const { store, truth } = await newStore()
      proxy.plan(first(1, 'lose-answer', (call) => call.method === 'PUT' && !staged(call)))
      assert.equal(await store.put(key, mebibytes(6)), 'created')
      assert.deepEqual(await truth.get(key), Buffer.concat(await Array.fromAsync(mebibytes(6))))
    })
  })

  describe('with a large body', () => {
    const steps: Readonly<Record<string, (call: SeenCall) => boolean>> = {
      'looking for it': ({ method }) => method === 'HEAD',
      'beginning the upload': ({ method, path }) => method === 'POST' && path.includes('?uploads'),
      'a part': ({ path }) => path.includes('partNumber=2'),
      'completing the upload': ({ method, path }) => method === 'POST' && path.includes('uploadId='),
      'reading it back': ({ method }) => method === 'GET',
      'putting it in its place': (call) => call.method === 'PUT' && !staged(call),
      'tidying up': ({ method }) => method === 'DELETE',
    }
    const harms: Readonly<Record<string, Fault>> = {
      500: { status: 500, code: 'InternalError' },
      'a connection that breaks': 'reset',
      'a lost answer': 'lose-answer',
    }
    for (const [step, only] of Object.entries(steps)) {
      for (const [what, harm] of Object.entries(harms)) {
        it(`gets over ${what} at ${step}`, async () => {
          const { store, truth, bucket } = await newStore({ answerMs: 5000 })
          let harmed = 0
          const once = first(1, harm, only)
          proxy.plan((call) => {
            const fault = once(call)
            if (fault !== null) harmed += 1
            return fault
          })
          assert.equal(await store.put(key, mebibytes(11)), 'created')
          assert.equal(harmed, 1)
          const found = Buffer.from((await truth.get(key)) ?? '')
          assert.ok(found.equals(Buffer.concat(await Array.fromAsync(mebibytes(11)))))
          const left = (await Array.fromAsync(truth.list(''))).map((object) => object.key)
          assert.deepEqual(left, ['policy.json', key])
          // Nobody knows the name of an upload whose beginning was not answered; a lifecycle rule ends it.
          const unknown = step === 'beginning the upload' && harm === 'lose-answer' ? 1 : 0
          const { Uploads } = await admin.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
          assert.equal(Uploads?.length ?? 0, unknown)
        })
      }
    }

    for (const fault of ['truncate', 'end-early', 'stall', 'corrupt'] as const) {
      it(`puts nothing in its place that is not whole and right: ${fault} on the way through`, async () => {
        const { store, truth, bucket } = await newStore({ answerMs: 5000, attempts: 2 })
        const reading = (call: SeenCall) => call.method === 'GET' && staged(call)
        proxy.plan((call) => (reading(call) ? fault : null))
        await assert.rejects(store.put(key, mebibytes(6)), unavailable(bucket, key))
        assert.equal(await truth.get(key), null)
        assert.deepEqual(
          (await Array.fromAsync(truth.list(''))).map((object) => object.key),
          ['policy.json'],
        )
        proxy.plan(first(1, fault, reading))
        assert.equal(await store.put(key, mebibytes(6)), 'created')
        assert.deepEqual(await truth.get(key), Buffer.concat(await Array.fromAsync(mebibytes(6))))
      })
    }

    it('refuses one that is larger than S3 puts at once, before all of it came, and leaves nothing', async () => {
      const { store, truth, bucket } = await newStore({ wholeBytes: 12 * MiB })
      let came = 0
      async function* counted() {
        for await (const piece of mebibytes(100)) {
          came += 1
          yield piece
        }
      }
      await assert.rejects(store.put(key, counted()), unavailable(bucket, key, 'larger than 5 GiB'))
      assert.ok(came < 30, `${came} MiB came`)
      assert.equal((await Array.fromAsync(truth.list(''))).length, 1)
    })

    it('leaves nothing behind when the server fails for good', async () => {
      const { store, truth, bucket } = await newStore({ attempts: 2 })
      proxy.plan(({ path }) =>
        path.includes('partNumber=2') ? { status: 500, code: 'InternalError' } : null,
      )
      await assert.rejects(store.put(key, mebibytes(20)), unavailable(bucket, key, 'HTTP 500'))
      assert.equal((await Array.fromAsync(truth.list(''))).length, 1)
      const { Uploads } = await admin.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      assert.equal(Uploads, undefined)
    })
  })

  describe('with writers in conflict', () => {
    const conflict = { status: 409, code: 'ConditionalRequestConflict' }

    it('tries again, and then hears who won', async () => {
      const { store, truth } = await newStore()
      proxy.plan(first(3, conflict))
      assert.equal(await store.put(key, bytes('report')), 'created')
      proxy.plan(first(3, conflict))
      assert.equal(await store.put(key, bytes('other')), 'present')
      assert.deepEqual(await truth.get(key), bytes('report'))
    })

    it('does not try for ever', async () => {
      const { store, bucket } = await newStore({ attempts: 2 })
      proxy.plan(() => conflict)
      await assert.rejects(store.put(key, bytes('x')), unavailable(bucket, key, 'ConditionalRequestConflict'))
    })
  })

  it('tells a server that has no conditional writes from one that fails', async () => {
    const { store, bucket } = await newStore()
    proxy.plan(() => ({ status: 501, code: 'NotImplemented' }))
    const refused = isAssayError('store-unsupported', `s3://${bucket}`, key, 'conditional writes')
    await assert.rejects(store.put(key, bytes('report')), refused)
    assert.equal(proxy.calls.length, 1)
  })

  it('asks once whether conditions are kept, and believes a refusal without asking', async () => {
    const bucket = await newBucket(admin)
    const asked = () => proxy.calls.filter(({ path }) => path.includes('.conditional-writes')).length
    const putTwice = async () => {
      const store = s3Store(s3PlaceOf(`s3://${bucket}`), s3Connection(impatient))
      proxy.plan(() => null)
      await store.put('evidence/a', bytes('x'))
      await store.put(`evidence/${performance.now()}`, bytes('x'))
      await store.put(`evidence/${performance.now()}`, bytes('x'))
      return asked()
    }
    assert.equal(await putTwice(), 2)
    assert.equal(await putTwice(), 1)
  })
})
