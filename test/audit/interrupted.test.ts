import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { audit, auditIntoStore } from '../../lib/audit/audit.ts'
import { dataObjects } from '../../lib/audit/dataset/objects.ts'
import { batchTables } from '../../lib/audit/dataset/tables.ts'
import { lookUp } from '../../lib/audit/look-up.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { fileStore } from '../../lib/store/file.ts'
import { auditKey, indexKey } from '../../lib/store/layout.ts'
import type { Store } from '../../lib/store/store.ts'
import { asBucket } from '../store/as-bucket.ts'
import { isAssayError } from '../store/assay-error.ts'
import { dying } from './dying.ts'
import { manyImage, storeMany } from './many.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-interrupted-'))
after(() => rmSync(work, { recursive: true, force: true }))

const at = new Date('2026-03-01T02:00:00.000Z')
const exportOf = (name: string, from: number, count = 12) => ({
  name,
  images: Array.from({ length: count }, (_, index) => manyImage(from + index, 0)),
})

const folder = mkdtempSync(join(work, 'store-'))
const store = fileStore(folder)
for (const one of [exportOf('a/x.json', 0), exportOf('b/y.json', 6)]) await storeMany(store, one)
const forget = () => {
  for (const part of ['data', 'audits']) rmSync(join(folder, part), { recursive: true, force: true })
}
const count = dying(store, Number.POSITIVE_INFINITY, false)
const whole = canonicalJson((await auditIntoStore(count.store, at)).report)
const writes = count.changes()

describe('an audit that is killed', () => {
  it('writes in the order that the next cases count on', () => assert.ok(writes > 8, String(writes)))
  for (let nth = 1; nth <= writes; nth++)
    it(`at write ${nth} leaves no partial audit, and run again comes to the same`, async () => {
      forget()
      await assert.rejects(auditIntoStore(dying(store, nth, nth % 2 === 0).store, at), /killed/)
      const latest = await store.get('audits/latest.json')
      if (latest !== null) assert.equal(Buffer.from(latest).toString(), whole)
      const { report } = await auditIntoStore(store, at)
      assert.equal(canonicalJson(report), whole)
      assert.equal(Buffer.from((await store.get('audits/latest.json')) ?? '').toString(), whole)
    })
})

it('an audit that was killed and never made again is not in the history', async () => {
  const own = fileStore(mkdtempSync(join(work, 'store-')))
  await storeMany(own, exportOf('a/x.json', 0))
  const moments = [1, 2, 3, 4].map((hour) => new Date(Date.UTC(2026, 2, 1, hour)))
  const killed = new Set(moments.slice(1, 3))
  for (const moment of moments.slice(0, 3)) {
    const put: Store['put'] = (key, body) => {
      if (killed.has(moment) && key.startsWith('audits/')) throw new Error('killed')
      return own.put(key, body)
    }
    await auditIntoStore({ ...own, put }, moment).catch((error) => assert.equal(error.message, 'killed'))
  }
  const history = async () =>
    (await audit(own, moments[3] ?? at)).answers.history?.map(({ at: moment }) => moment)
  const times = moments.map((moment) => moment.toISOString())
  assert.deepEqual(await history(), [times[0], times[3]])
  await auditIntoStore(own, moments[1] ?? at)
  assert.deepEqual(await history(), [times[0], times[1], times[3]])
})

describe('an audit that was killed and is the first of its store', () => {
  const moments = [1, 2, 3, 4].map((hour) => new Date(Date.UTC(2026, 2, 1, hour)))
  const times = moments.map((moment) => moment.toISOString())
  const [first, second, third, fourth] = moments
  const historyOf = async (own: Store, moment = at) =>
    (await auditIntoStore(own, moment)).report.answers.history?.map((row) => row.at)
  const begun = async (): Promise<{ readonly own: Store; readonly place: string }> => {
    const place = mkdtempSync(join(work, 'store-'))
    const own = fileStore(place)
    await storeMany(own, exportOf('a/x.json', 0))
    const put: Store['put'] = (key, body) =>
      key.startsWith('audits/') ? Promise.reject(new Error('killed')) : own.put(key, body)
    await assert.rejects(auditIntoStore({ ...own, put }, first ?? at), /killed/)
    return { own, place }
  }
  it('is not in the history', async () => {
    const { own } = await begun()
    assert.deepEqual(await historyOf(own, second), [times[1]])
    assert.deepEqual(await historyOf(own, third), [times[1], times[2]])
  })
  it('is not even when the answers of those after it are deleted, which are', async () => {
    const { own, place } = await begun()
    await historyOf(own, second)
    await historyOf(own, third)
    rmSync(join(place, auditKey(second ?? at, 'json')))
    assert.deepEqual(await historyOf(own, fourth), [times[1], times[2], times[3]])
    for (const moment of moments) rmSync(join(place, auditKey(moment, 'json')), { force: true })
    const fifth = new Date(Date.UTC(2026, 2, 1, 5))
    assert.deepEqual(await historyOf(own, fifth), [...times.slice(1), fifth.toISOString()])
  })
  it('does not take along audits whose answers are all deleted, where a page says that there were some', async () => {
    const { own, place } = await begun()
    await historyOf(own, second)
    await own.replace(indexKey, Buffer.from('a page'), () => true)
    rmSync(join(place, 'audits'), { recursive: true })
    assert.deepEqual((await historyOf(own, third))?.slice(-2), [times[1], times[2]])
  })
  it('is once it is made again', async () => {
    const { own } = await begun()
    await historyOf(own, second)
    await historyOf(own, first)
    assert.deepEqual(await historyOf(own, third), [times[0], times[1], times[2]])
  })
})

describe('two audits at once', () => {
  it('of one moment come to the same', async () => {
    forget()
    const made = await Promise.all([auditIntoStore(store, at), auditIntoStore(store, at)])
    for (const { report } of made) assert.equal(canonicalJson(report), whole)
  })
  it('that see different reports are both right, and nothing counts twice', async () => {
    const own = fileStore(mkdtempSync(join(work, 'store-')))
    await storeMany(own, exportOf('a/x.json', 0))
    // The second audit lists a report that the first does not: their batches overlap.
    const blind: Store = {
      ...own,
      async *list(prefix) {
        for await (const object of own.list(prefix)) if (!object.key.startsWith('reports/b')) yield object
      },
    }
    await storeMany(own, exportOf('b/y.json', 100))
    const [first, other] = await Promise.all([
      auditIntoStore(blind, at),
      auditIntoStore(own, new Date('2026-03-01T03:00:00.000Z')),
    ])
    assert.deepEqual([first.report.summary.images, other.report.summary.images], [12, 24])
    const { report } = await auditIntoStore(own, new Date('2026-03-02T02:00:00.000Z'))
    assert.deepEqual([report.reports, report.summary.images, report.answers.sizes?.[0]?.images], [2, 24, 24])
  })
})

describe('an audit that others overtake again and again', () => {
  const audited = async (): Promise<Store> => {
    const own = fileStore(mkdtempSync(join(work, 'store-')))
    await storeMany(own, exportOf('a/x.json', 0))
    await auditIntoStore(own, at)
    return asBucket(own)
  }
  it('while it lists the data set', async () => {
    const own = await audited()
    let listings = 0
    const busy: Store = {
      ...own,
      async *list(prefix) {
        yield* own.list(prefix)
        const key = `data/reports/day=2026-03-01/${++listings}.parquet`
        if (prefix === 'data/reports/') yield { key, size: 0, modified: at }
      },
    }
    await assert.rejects(audit(busy, at), isAssayError('audit-overtaken'))
  })
  it('while it reads the data set', async () => {
    const own = await audited()
    const open: Store['open'] = async (key) => (key.startsWith('data/images/') ? null : own.open(key))
    await assert.rejects(audit({ ...own, open }, at), isAssayError('audit-overtaken'))
  })
})

describe('a second audit', () => {
  const second = new Date('2026-03-02T02:00:00.000Z')
  it('reads only the reports that are new, and tells what changed', async () => {
    const place = mkdtempSync(join(work, 'store-'))
    const own = fileStore(place)
    await storeMany(own, exportOf('a/x.json', 0))
    const old = await storeMany(own, exportOf('b/y.json', 6))
    await auditIntoStore(own, at)
    utimesSync(join(place, old), new Date('2026-01-01'), new Date('2026-01-01'))
    const images = exportOf('b/y.json', 6).images.slice(1)
    const [changed] = images
    if (changed === undefined) assert.fail('no image')
    const verdict = changed.verification.verdict
    const now = verdict === 'mismatch' ? 'verified' : 'mismatch'
    images[0] = { ...changed, verification: { ...changed.verification, verdict: now, proof: null } }
    await storeMany(own, { name: 'b/y.json', images: [...images, manyImage(500, 0)] }, 'changed')
    const read: string[] = []
    const watched: Store = {
      ...asBucket(own),
      open: (key) => {
        if (key.startsWith('reports/')) read.push(key)
        return own.open(key)
      },
    }
    const { report } = await auditIntoStore(watched, second)
    assert.equal(read.length, 1)
    assert.deepEqual(
      report.answers.drift
        ?.map(({ change, export_key: key, digest }) => [change, key, digest].join(' '))
        .toSorted(),
      [
        `gone b/y.json ${manyImage(6, 0).digest}`,
        `new b/y.json ${manyImage(500, 0).digest}`,
        `verdict b/y.json ${changed.digest}`,
      ].toSorted(),
    )
    assert.deepEqual(
      report.answers.history?.map(({ at: moment }) => moment),
      [at.toISOString(), second.toISOString()],
    )
    assert.equal((await lookUp(own, changed.digest ?? ''))?.asOf, second.toISOString())
    assert.deepEqual(
      (await lookUp(own, manyImage(6, 0).digest ?? ''))?.images.map(({ exportKey }) => exportKey),
      ['a/x.json'],
    )
  })

  it('tells which tag moved to another digest', async () => {
    const own = fileStore(mkdtempSync(join(work, 'store-')))
    const image = manyImage(1, 0)
    const moved = {
      ...manyImage(2, 0),
      namespace: image.namespace,
      stream: image.stream,
      tag: image.tag,
      name: image.name,
    }
    await storeMany(own, { name: 'a/x.json', images: [image] })
    await auditIntoStore(own, at)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await storeMany(own, { name: 'a/x.json', images: [moved] }, 'moved')
    const { answers } = await audit(own, second)
    const tags = answers.drift?.filter(({ change }) => change === 'tag')
    assert.deepEqual(
      tags?.map(({ digest, was_digest: was }) => [digest, was]),
      [[moved.digest, image.digest]],
    )
  })

  it('writes nothing new into the data set where nothing is new', async () => {
    const own = fileStore(mkdtempSync(join(work, 'store-')))
    await storeMany(own, exportOf('a/x.json', 0))
    await auditIntoStore(own, at)
    const batches = async () =>
      (await dataObjects(own))
        .filter(({ table }) => batchTables.some(({ name }) => name === table))
        .map(({ key }) => key)
    const before = await batches()
    await auditIntoStore(own, second)
    const now = await batches()
    assert.deepEqual(now, before)
  })
})
