import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { canonicalJson } from '../../lib/json/canonical.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { type ReportEnd, writeReport } from '../../lib/report/write.ts'
import { openStore } from '../../lib/store/open.ts'
import { newestReports, storedReports } from '../../lib/store/reports.ts'
import type { Store } from '../../lib/store/store.ts'
import { rendered } from './html/rendered.ts'
import { frameOf, imageReport, mismatch, reportsOf, source } from './sample-report.ts'

const end: ReportEnd = { frame: frameOf(), evidence: [] }
const images = [imageReport(), mismatch()]

const withStore = async (act: (store: Store) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-write-'))
  try {
    await act(openStore(`file:${folder}`))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const contents = async (store: Store): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  for await (const { key } of store.list('')) {
    const bytes = (await store.get(key)) ?? new Uint8Array()
    found.set(key, Buffer.from(key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString())
  }
  return found
}

const write = (
  store: Store,
  changes: { name?: string; images?: readonly ImageReport[]; end?: ReportEnd } = {},
) =>
  writeReport(
    store,
    changes.name ?? 'prod/images.json',
    reportsOf(changes.images ?? images, changes.end ?? end),
  )

/** A store whose machine dies before its `n`th write. */
const dyingBefore = (store: Store, n: number): Store => {
  let writes = 0
  const count = (): void => {
    writes += 1
    if (writes === n) throw new Error('power cut')
  }
  return {
    ...store,
    put: async (key, body) => {
      count()
      return store.put(key, body)
    },
    stage: async (name, body) => {
      count()
      const staged = await store.stage(name, body)
      return {
        ...staged,
        place: async (key) => {
          count()
          return staged.place(key)
        },
      }
    },
  }
}

describe('writeReport', () => {
  it('writes the lines, the page, the report and the look-up', () =>
    withStore(async (store) => {
      const { version, key } = await write(store)
      const folder = `reports/prod/images.json/${version}`
      assert.match(version, /^[0-9a-f]{32}$/)
      assert.equal(key, `${folder}/report.json`)
      assert.deepEqual(
        await contents(store),
        new Map([
          [`by-version/${version}`, key],
          [`${folder}/images.ndjson.gz`, images.map((image) => `${canonicalJson(image)}\n`).join('')],
          [`${folder}/report.html`, rendered(images, end.frame)],
          [key, canonicalJson({ ...end.frame, images })],
        ]),
      )
    }))

  it('returns what the images end in', () =>
    withStore(async (store) => assert.equal((await write(store)).end, end)))

  it('gzips without a time, a file name or the name of the machine', () =>
    withStore(async (store) => {
      const { key } = await write(store)
      const gzip = await store.get(key.replace('report.json', 'images.ndjson.gz'))
      assert.deepEqual(
        Array.from((gzip ?? Buffer.of()).subarray(0, 10)),
        [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255],
      )
    }))

  it('writes report.json last but for the look-up that names it', () =>
    withStore(async (store) => {
      const keys: string[] = []
      const watched: Store = {
        ...store,
        put: (key, body) => {
          keys.push(key.split('/').at(key.startsWith('by') ? 0 : -1) ?? '')
          return store.put(key, body)
        },
        stage: async (name, body) => {
          const staged = await store.stage(name, body)
          return {
            ...staged,
            place: (key) => {
              keys.push(key.split('/').at(-1) ?? '')
              return staged.place(key)
            },
          }
        },
      }
      await write(watched)
      assert.deepEqual(keys, ['images.ndjson.gz', 'report.html', 'report.json', 'by-version'])
    }))

  for (const n of [1, 2, 3, 4])
    it(`killed before write ${n}: no look-up leads nowhere, and a repeat completes it`, () =>
      withStore(async (store) => {
        await assert.rejects(write(dyingBefore(store, n)), /power cut/)
        const torn = await contents(store)
        for (const [key, named] of torn) if (key.startsWith('by-version/')) assert.ok(torn.has(named))
        await write(store)
        await withStore(async (whole) => {
          await write(whole)
          assert.deepEqual(await contents(store), await contents(whole))
        })
      }))

  it('finds a repeat there already', () =>
    withStore(async (store) => {
      const first = await write(store)
      const before = await contents(store)
      assert.deepEqual(await write(store), first)
      assert.deepEqual(await contents(store), before)
    }))

  it('never overwrites one report with another', () =>
    withStore(async (store) => {
      await write(store)
      const before = await contents(store)
      await assert.rejects(write(store, { images: [mismatch()] }), { code: 'store-conflict' })
      assert.deepEqual(await contents(store), before)
    }))

  it('takes lines that another zlib compressed otherwise for the same', () =>
    withStore(async (store) => {
      const { key } = await write(store)
      const lines = key.replace('report.json', 'images.ndjson.gz')
      const { gzipSync } = await import('node:zlib')
      const plain = gunzipSync((await store.get(lines)) ?? new Uint8Array())
      await withStore(async (other) => {
        await other.put(lines, gzipSync(plain, { level: 1 }))
        assert.equal((await write(other)).key, key)
      })
    }))

  it('ends the reports that it takes no more of, when the store fails', () =>
    withStore(async (store) => {
      let ended = false
      async function* reports() {
        try {
          return yield* reportsOf(images, end)
        } finally {
          ended = true
        }
      }
      const stage: Store['stage'] = async (_name, body) => {
        for await (const _ of body) break
        throw new Error('the store is gone')
      }
      await assert.rejects(writeReport({ ...store, stage }, 'a', reports()), /the store is gone/)
      assert.ok(ended)
    }))

  it('leaves the images out of report.json beyond 1,000', () =>
    withStore(async (store) => {
      for (const [count, inline] of [
        [1000, 1000],
        [1001, 0],
      ] as const) {
        const many = Array.from({ length: count }, (_, at) => imageReport({ path: `/items/${at}` }))
        const { key } = await write(store, { images: many, name: `of ${count}` })
        const stored = await contents(store)
        assert.equal(JSON.parse(stored.get(key) ?? '').images.length, inline)
        assert.equal(stored.get(key.replace('report.json', 'images.ndjson.gz'))?.match(/\n/g)?.length, count)
      }
    }))

  it('keeps the same sources under two names apart, and the look-up on the first', () =>
    withStore(async (store) => {
      const first = await write(store, { name: 'first' })
      const second = await write(store, { name: 'second' })
      assert.equal(second.version, first.version)
      const stored = await contents(store)
      assert.equal(stored.get(`by-version/${first.version}`), first.key)
      assert.equal(stored.get(second.key), stored.get(first.key))
    }))
})

const versionOf = async (changes: Partial<ReportEnd>): Promise<string> => {
  let version = ''
  await withStore(async (store) => {
    version = (await writeReport(store, 'x', reportsOf([], { ...end, ...changes }))).version
  })
  return version
}

describe('a version', () => {
  const changes: readonly (readonly [what: string, changes: Partial<ReportEnd>])[] = [
    ['the sources', { frame: frameOf({ sources: [source({ sha256: 'd'.repeat(64) })] }) }],
    ['the analyzer', { frame: frameOf({ analyzer: { name: 'image-assay', version: '9.9.9' } }) }],
    ['the policy', { frame: frameOf({ madeWith: { policy: 'sha256:aa' } }) }],
    ['the keys', { frame: frameOf({ madeWith: { keys: ['sha256:aa'] } }) }],
    ['the evidence that settled something', { evidence: ['sha256:aa'] }],
    ['a limit', { frame: frameOf({ madeWith: { settings: { layers: 5 } } }) }],
    ['the time that mattered', { frame: frameOf({ summary: { at: '2026-01-01T00:00:00Z' } }) }],
  ]
  for (const [what, change] of changes)
    it(`changes with ${what}`, async () => assert.notEqual(await versionOf(change), await versionOf({})))

  it('is another for every one of them', async () => {
    const versions = await Promise.all(changes.map(([, change]) => versionOf(change)))
    assert.equal(new Set(versions).size, changes.length)
  })

  it('does not change with the order of the evidence', async () => {
    assert.equal(await versionOf({ evidence: ['a', 'b'] }), await versionOf({ evidence: ['b', 'a'] }))
  })
})

describe('which report of an export is the newest', () => {
  const changed: ReportEnd = { ...end, frame: frameOf({ sources: [source({ sha256: '9'.repeat(64) })] }) }
  const newest = async (store: Store): Promise<string | undefined> =>
    newestReports(await storedReports(store))[0]?.key

  it('is that of an export that goes back to what it was', () =>
    withStore(async (store) => {
      const first = await write(store)
      const second = await write(store, { end: changed })
      assert.notEqual(first.key, second.key)
      assert.equal(await newest(store), second.key)
      assert.equal((await write(store)).key, first.key)
      assert.equal(await newest(store), first.key)
      const before = await contents(store)
      await write(store)
      assert.deepEqual(await contents(store), before)
      await write(store, { end: changed })
      assert.equal(await newest(store), second.key)
    }))

  for (const [what, clock] of [
    ['is behind that of this machine', (time: number) => time - 3_600_000],
    ['is ahead of that of this machine', (time: number) => time + 3_600_000],
    ['tells whole minutes', (time: number) => time - (time % 60_000)],
  ] as const)
    it(`is that of the export which came last, where the clock of the store ${what}`, () =>
      withStore(async (store) => {
        const other: Store = {
          ...store,
          async *list(prefix) {
            for await (const object of store.list(prefix))
              yield { ...object, modified: new Date(clock(object.modified.getTime())) }
          },
        }
        for (const one of [changed, end, changed, end])
          assert.equal((await write(other, { end: one })).key, await newest(other))
      }))

  it('is that of the export which came last, where the clock was set back', () =>
    withStore(async (store) => {
      const { key } = await write(store)
      const ahead = new Date(Date.now() + 3_600_000)
      const other: Store = {
        ...store,
        async *list(prefix) {
          for await (const object of store.list(prefix))
            yield object.key === key ? { ...object, modified: ahead } : object
        },
      }
      assert.equal((await write(other, { end: changed })).key, await newest(other))
      assert.equal((await write(other)).key, await newest(other))
    }))

  it('goes by when exports came, not by when they were assayed', () =>
    withStore(async (store) => {
      const at = (minute: number) => ({ at: new Date(Date.UTC(2026, 0, 1, 12, minute)) })
      const later = await writeReport(store, 'a', reportsOf(images, end), at(2))
      await writeReport(store, 'a', reportsOf(images, changed), at(1))
      assert.equal(await newest(store), later.key)
    }))
})
