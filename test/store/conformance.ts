import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exportKey } from '../../lib/store/export-key.ts'
import type { Store } from '../../lib/store/store.ts'
import { isAssayError } from './assay-error.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const text = (found: Uint8Array | null): string | null =>
  found === null ? null : Buffer.from(found).toString()

async function* pieces(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield bytes(part)
}

const listed = async (store: Store, prefix: string, after?: string): Promise<string[]> =>
  (await Array.fromAsync(store.list(prefix, after))).map(({ key }) => key)

const under = (...names: string[]) => names.map((key) => `evidence/${key}`)

const keyOf = (odd: string): string => `reports/${exportKey(odd)}/0/report.json`

const racers = Array.from({ length: 32 }, (_, index) => index)

/** Keys that may not be used, whatever the store; each is named after what is wrong with it. */
const invalidKeys: Readonly<Record<string, string>> = {
  empty: '',
  absolute: '/etc/passwd',
  'leading slash': '/a',
  'trailing slash': 'a/',
  'empty segment': 'a//b',
  parent: '..',
  'parent first': '../a',
  'parent inside': 'a/../../b',
  'parent last': 'a/..',
  'dot segment': 'a/./b',
  'leading dot': '.unfinished/a',
  NUL: 'a\0b',
  backslash: '..\\a',
  'lone surrogate': 'a\ud800',
  'over 1,024 bytes': 'ü'.repeat(513),
}

/** Names of exports that have given stores trouble; under each an object must be found again and collide with none. */
const oddNames = [
  'a',
  'A',
  'a.',
  'a!',
  'a b+c%2Fd/ü.json',
  'a b c%2Fd/ü.json',
  '..',
  '../..',
  '/etc/passwd',
  '',
  '/',
  'a/',
  'a//b',
  'a\0b',
  'a\\b',
  '\ud800',
  '\udbff',
  '\ufffd',
  'CON',
  '~',
  'É',
  'E\u0301',
  'é',
  'x'.repeat(1025),
  `${'x'.repeat(1024)}y`,
  'X'.repeat(200),
  'x'.repeat(200),
  'deep/'.repeat(300),
]

/** What every store must do, run against each of them. `makeStore` gives an empty store each time. */
export const storeConformance = (name: string, makeStore: () => Promise<Store>): void => {
  describe(`${name} conforms`, () => {
    it('has nothing at first', async () => {
      const store = await makeStore()
      assert.equal(await store.get('policy.json'), null)
      assert.deepEqual(await listed(store, ''), [])
    })

    it('gives back what was put, whole or in pieces', async () => {
      const store = await makeStore()
      assert.equal(await store.put('staging/a/whole', bytes('abc')), 'created')
      assert.equal(await store.put('staging/a/pieces', pieces('a', '', 'bc')), 'created')
      assert.equal(await store.put('staging/a/nothing', new Uint8Array()), 'created')
      assert.equal(await store.put('staging/a/no-piece', pieces()), 'created')
      assert.equal(text(await store.get('staging/a/whole')), 'abc')
      assert.equal(text(await store.get('staging/a/pieces')), 'abc')
      assert.equal(text(await store.get('staging/a/nothing')), '')
      assert.equal(text(await store.get('staging/a/no-piece')), '')
    })

    it('keeps every byte of a large body', async () => {
      const store = await makeStore()
      const body = Buffer.alloc(3 * 2 ** 20 + 1, Buffer.from(racers))
      assert.equal(await store.put('staging/a/large', body), 'created')
      assert.equal(Buffer.compare((await store.get('staging/a/large')) ?? bytes(''), body), 0)
      const rows = await Array.fromAsync(store.list('staging/'))
      assert.deepEqual(
        rows.map(({ key, size }) => ({ key, size })),
        [{ key: 'staging/a/large', size: body.length }],
      )
    })

    it('opens what is there, to be read as it comes, whole or in part', async () => {
      const store = await makeStore()
      const body = Buffer.alloc(2 ** 20 + 1, Buffer.from(racers))
      await store.put('staging/a/large', body)
      assert.equal(await store.open('staging/a/none'), null)
      const whole = await store.open('staging/a/large')
      assert.deepEqual(Buffer.concat(await Array.fromAsync(whole ?? [])), body)
      for await (const chunk of (await store.open('staging/a/large')) ?? []) {
        assert.equal(Buffer.compare(chunk, body.subarray(0, chunk.length)), 0)
        break
      }
      assert.equal(text(await store.get('staging/a/large')), body.toString())
    })

    for (const size of [0, 3, 17 * 2 ** 20]) {
      const body = Buffer.alloc(size, Buffer.from(racers))
      const staged = (store: Store) =>
        store.stage(
          'lines.gz',
          (async function* () {
            for (let at = 0; at < size; at += 2 ** 20) yield body.subarray(at, at + 2 ** 20)
          })(),
        )

      it(`gives a staged body of ${size} bytes its place, and leaves nothing else`, async () => {
        const store = await makeStore()
        const one = await staged(store)
        assert.equal(await store.get('by-version/v'), null)
        assert.equal(await one.place('by-version/v'), 'created')
        await one.discard()
        assert.equal(Buffer.compare((await store.get('by-version/v')) ?? bytes('none'), body), 0)
        const other = await staged(store)
        assert.equal(await other.place('by-version/v'), 'present')
        await other.discard()
        await other.discard()
        assert.deepEqual(await listed(store, ''), ['by-version/v'])
      })

      it(`leaves nothing of a staged body of ${size} bytes that was discarded`, async () => {
        const store = await makeStore()
        await (await staged(store)).discard()
        assert.deepEqual(await listed(store, ''), [])
      })
    }

    it('stages nothing when the body fails, and passes its error on', async () => {
      const store = await makeStore()
      const fault = new Error('the export ended early')
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(17 * 2 ** 20)
        throw fault
      }
      await assert.rejects(store.stage('lines.gz', failing()), (error) => error === fault)
      assert.deepEqual(await listed(store, ''), [])
    })

    it('never overwrites: the same or other bytes are both `present`', async () => {
      const store = await makeStore()
      await store.put('by-version/v', bytes('first'))
      assert.equal(await store.put('by-version/v', bytes('first')), 'present')
      assert.equal(await store.put('by-version/v', bytes('other')), 'present')
      assert.equal(await store.put('by-version/v', pieces('an', 'other')), 'present')
      assert.equal(text(await store.get('by-version/v')), 'first')
    })

    it('lets exactly one of 32 writers create, and all find its bytes', async () => {
      const store = await makeStore()
      const outcomes = await Promise.all(
        racers.map((racer) => store.put('reports/race/report.json', pieces('racer ', `${racer}`))),
      )
      assert.deepEqual(outcomes.toSorted(), ['created', ...Array<string>(31).fill('present')])
      const winner = outcomes.indexOf('created')
      assert.equal(text(await store.get('reports/race/report.json')), `racer ${winner}`)
      assert.deepEqual(await listed(store, ''), ['reports/race/report.json'])
    })

    it('stores nothing when the body fails, and passes its error on', async () => {
      const store = await makeStore()
      const fault = new Error('the export ended early')
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield bytes('half')
        throw fault
      }
      await assert.rejects(store.put('by-version/v', failing()), (error) => error === fault)
      assert.equal(await store.get('by-version/v'), null)
      assert.deepEqual(await listed(store, ''), [])
      assert.equal(await store.put('by-version/v', bytes('whole')), 'created')
    })

    it('lists by prefix, in the order of the keys, with sizes', async () => {
      const store = await makeStore()
      // `-` and `.` sort before `/`, digits and letters after it.
      const keys = ['a-b/1', 'a.b', 'a/1', 'a/b/1', 'a/b0', 'a0', 'ab/1', 'b']
      for (const key of keys.toReversed()) await store.put(`evidence/${key}`, bytes(key))
      assert.deepEqual(await listed(store, ''), under(...keys))
      assert.deepEqual(await listed(store, 'evidence/'), under(...keys))
      assert.deepEqual(await listed(store, 'evid'), under(...keys))
      assert.deepEqual(await listed(store, 'evidence/a/'), under('a/1', 'a/b/1', 'a/b0'))
      assert.deepEqual(await listed(store, 'evidence/a/b'), under('a/b/1', 'a/b0'))
      assert.deepEqual(await listed(store, 'evidence/a/b/1'), under('a/b/1'))
      assert.deepEqual(await listed(store, 'evidence/a/b/1/'), [])
      assert.deepEqual(await listed(store, 'evidence/c/'), [])
      assert.deepEqual(
        (await Array.fromAsync(store.list('evidence/'))).map(({ size }) => size),
        keys.map((key) => key.length),
      )
    })

    it('lists from behind a key on, or a text like one', async () => {
      const store = await makeStore()
      // In the order of UTF-8 bytes, which is not that of UTF-16.
      const keys = ['a-b/1', 'a/1', 'a/b/1', 'a/b0', 'a0', 'b/2/\ufffd', 'b/2/\u{1f600}', 'c']
      for (const key of keys.toReversed()) await store.put(`evidence/${key}`, bytes(key))
      for (const [at, key] of keys.entries())
        assert.deepEqual(
          await listed(store, 'evidence/', `evidence/${key}`),
          under(...keys.slice(at + 1)),
          key,
        )
      for (const [after, rest] of [
        ['', keys],
        ['evidence/', keys],
        ['evidence/a-', keys],
        ['evidence/a/', keys.slice(1)],
        ['evidence/a/b', keys.slice(2)],
        ['evidence/a/b/', keys.slice(2)],
        ['evidence/a/b00', keys.slice(4)],
        ['evidence/b0', keys.slice(7)],
        ['evidence/d', []],
        ['evidence0', []],
        ['by-version/z', keys],
      ] as const)
        assert.deepEqual(await listed(store, 'evidence/', after), under(...rest), after)
      assert.deepEqual(await listed(store, 'evidence/a/', 'evidence/a/1'), under('a/b/1', 'a/b0'))
      assert.deepEqual(await listed(store, 'evidence/a/b', 'evidence/a/b/1'), under('a/b0'))
      assert.deepEqual(await listed(store, 'evidence/a/', 'evidence/b'), [])
      await assert.rejects(listed(store, 'evidence/', '../a'), isAssayError('store-key-invalid'))
    })

    it('lists when each object was stored, which finding it there again does not change', async () => {
      const store = await makeStore()
      const before = Date.now()
      await store.put('by-version/v', bytes('x'))
      const stored = (await Array.fromAsync(store.list('by-version/')))[0]?.modified
      assert.ok(stored !== undefined && Math.abs(stored.getTime() - before) < 60_000, String(stored))
      await store.put('by-version/v', bytes('y'))
      assert.deepEqual((await Array.fromAsync(store.list('by-version/')))[0]?.modified, stored)
    })

    it('finds nothing under the beginning or the continuation of a key', async () => {
      const store = await makeStore()
      await store.put('evidence/sha256/ab', bytes('x'))
      for (const key of ['evidence', 'evidence/sha256', 'evidence/sha256/a', 'evidence/sha256/ab/c']) {
        assert.equal(await store.get(key), null, key)
      }
    })

    it('keeps the objects of odd export names apart', async () => {
      const store = await makeStore()
      for (const odd of oddNames) assert.equal(await store.put(keyOf(odd), bytes(odd)), 'created', odd)
      for (const odd of oddNames) {
        assert.deepEqual(Buffer.from((await store.get(keyOf(odd))) ?? ''), Buffer.from(odd), odd)
      }
      assert.deepEqual(await listed(store, 'reports/'), oddNames.map(keyOf).toSorted())
      for (const odd of oddNames) assert.deepEqual(await listed(store, keyOf(odd)), [keyOf(odd)])
    })

    for (const [what, key] of Object.entries(invalidKeys)) {
      it(`refuses a key: ${what}`, async () => {
        const store = await makeStore()
        const refused = isAssayError('store-key-invalid')
        await assert.rejects(store.get(key), refused)
        await assert.rejects(store.put(key, bytes('x')), refused)
        await assert.rejects(store.delete(key), refused)
        await assert.rejects(
          store.replace(key, bytes('x'), () => true),
          refused,
        )
      })
    }

    describe('replace', () => {
      const latest = 'audits/latest.json'

      it('writes where nothing is, without asking', async () => {
        const store = await makeStore()
        assert.equal(await store.replace(latest, bytes('1'), () => assert.fail('asked')), 'written')
        assert.equal(text(await store.get(latest)), '1')
      })

      it('asks with the bytes that are there, and obeys', async () => {
        const store = await makeStore()
        await store.replace(latest, bytes('1'), () => true)
        const asked: (string | null)[] = []
        const answer = (yes: boolean) => (current: Uint8Array) => {
          asked.push(text(current))
          return yes
        }
        assert.equal(await store.replace(latest, bytes('0'), answer(false)), 'kept')
        assert.equal(text(await store.get(latest)), '1')
        assert.equal(await store.replace(latest, bytes('2'), answer(true)), 'written')
        assert.equal(text(await store.get(latest)), '2')
        assert.deepEqual(asked, ['1', '1'])
      })

      it('never lets an earlier one of 32 writers win', async () => {
        const store = await makeStore()
        const written: number[] = []
        await Promise.all(
          racers.map(async (racer) => {
            const supersedes = (current: Uint8Array) => racer > Number(text(current))
            const outcome = await store.replace('index.html', bytes(`${racer}`), supersedes)
            if (outcome === 'written') written.push(racer)
          }),
        )
        assert.equal(text(await store.get('index.html')), '31')
        assert.ok(written.includes(31))
        assert.deepEqual(await listed(store, ''), ['index.html'])
      })

      for (const key of [
        'reports/a/0/report.json',
        'audits/latest.json/x',
        'x/index.html',
        'audits/latest.',
      ]) {
        it(`refuses ${key}`, async () => {
          const store = await makeStore()
          await assert.rejects(
            store.replace(key, bytes('x'), () => true),
            isAssayError('store-key-invalid'),
          )
        })
      }
    })

    describe('delete', () => {
      it('removes one object under staging, once or twice, and its key is free again', async () => {
        const store = await makeStore()
        await store.put('staging/job/a', bytes('a'))
        await store.put('staging/job/b', bytes('b'))
        await store.delete('staging/job/a')
        await store.delete('staging/job/a')
        await store.delete('staging/job')
        await store.delete('staging/other/c')
        assert.deepEqual(await listed(store, ''), ['staging/job/b'])
        assert.equal(await store.put('staging/job/a', bytes('again')), 'created')
      })

      it('removes a batch of the data set, that was merged into another', async () => {
        const store = await makeStore()
        const key = `data/images/day=2026-01-31/${'0a'.repeat(16)}.parquet`
        await store.put(key, bytes('a'))
        await store.delete(key)
        await store.delete(key)
        assert.deepEqual(await listed(store, ''), [])
      })

      for (const key of [
        'reports/a/0/report.json',
        'index.html',
        'staging',
        'stagingx/a',
        'data/audits/day=2026-01-31/2026-01-31T020000.000Z.parquet',
        'data/by-digest/sha256/0a.ndjson.gz',
      ]) {
        it(`refuses ${key}`, async () => {
          const store = await makeStore()
          await assert.rejects(store.delete(key), isAssayError('store-key-invalid'))
        })
      }
    })
  })
}
