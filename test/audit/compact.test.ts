import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { audit, takeInReports } from '../../lib/audit/audit.ts'
import { compact, fewest, planMerges } from '../../lib/audit/dataset/compact.ts'
import { dataObjects } from '../../lib/audit/dataset/objects.ts'
import { batchTables } from '../../lib/audit/dataset/tables.ts'
import { defaultMachine, openWorkspace } from '../../lib/audit/dataset/workspace.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { fileStore } from '../../lib/store/file.ts'
import type { Store, StoredObject } from '../../lib/store/store.ts'
import { asBucket } from '../store/as-bucket.ts'
import { dying } from './dying.ts'
import { manyImage, storeMany } from './many.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-compact-'))
after(() => rmSync(work, { recursive: true, force: true }))

const at = new Date('2026-03-01T02:00:00.000Z')

/** A store whose reports came in one by one. */
const first = mkdtempSync(join(work, 'store-'))
const listed: StoredObject[] = []
for (let number = 0; number <= fewest; number++)
  await storeMany(fileStore(first), {
    name: `cluster-${number % 2}/export-${number}.json`,
    images: [manyImage(number, 0), manyImage(number + 1, 0)],
  })
for await (const object of fileStore(first).list('reports/')) listed.push(object)
for (const object of listed)
  if (object.key.endsWith('report.json'))
    await takeInReports(
      fileStore(first),
      listed.filter(({ key }) => key.startsWith(object.key.replace('report.json', ''))),
    )

const newStore = (): Store => {
  const folder = mkdtempSync(join(work, 'store-'))
  cpSync(first, folder, { recursive: true, preserveTimestamps: true })
  return fileStore(folder)
}
const compacted = async (store: Store): Promise<void> => {
  const space = await openWorkspace(store, defaultMachine)
  try {
    await compact(space)
  } finally {
    await space.close()
  }
}
const batches = async (store: Store): Promise<string[]> => {
  const names = (await dataObjects(store)).filter(({ table }) =>
    batchTables.some(({ name }) => name === table),
  )
  return [...new Set(names.map(({ name }) => name))]
}
const answered = async (store: Store): Promise<string> => canonicalJson(await audit(store, at))
const expected = await answered(newStore())

suite('a data set of many small batches', async () => {
  const store = newStore()
  const count = dying(store, Number.POSITIVE_INFINITY, false)
  const before = (await batches(store)).length
  await compacted(count.store)

  test('becomes one, and says the same', async () => {
    assert.equal(before, fewest + 1)
    assert.equal((await batches(store)).length, 1)
    assert.equal(await answered(store), expected)
  })
  test('takes in nothing again, and is not merged again', async () => {
    const names = await batches(store)
    const { reports } = await takeInReports(store, listed)
    await compacted(store)
    assert.equal(reports, 0)
    assert.deepEqual(await batches(store), names)
  })
  const changes = count.changes()
  test('is changed in so many steps that the next cases mean something', () =>
    assert.ok(changes > 4 * fewest, String(changes)))
  // Every write, then every fourth deletion: those are alike.
  const steps = Array.from({ length: changes }, (_, index) => index + 1).filter(
    (nth) => nth <= 9 || nth % 4 === 0 || nth === changes,
  )
  for (const nth of steps)
    test(`says the same where it is killed at change ${nth} of ${changes}, and is merged by the next`, async () => {
      const own = newStore()
      await assert.rejects(compacted(dying(own, nth, nth % 2 === 0).store), /killed/)
      assert.equal(await answered(own), expected)
      await compacted(own)
      assert.equal((await batches(own)).length, 1)
    })
})

suite('at once', () => {
  test('two that merge leave every report there once', async () => {
    const store = newStore()
    await Promise.all([compacted(store), compacted(store)])
    assert.equal(await answered(store), expected)
    await compacted(store)
    assert.equal((await batches(store)).length, 1)
  })
  for (const linked of [false, true])
    test(`an audit whose files are merged while it ${linked ? 'links' : 'copies'} them begins again`, async () => {
      const store = newStore()
      let merged = false
      const mergeAt = async (key: string): Promise<void> => {
        if (merged || !key.startsWith('data/images/')) return
        merged = true
        await compacted(store)
      }
      const reader: Store = {
        ...asBucket(store),
        async open(key) {
          await mergeAt(key)
          return store.open(key)
        },
        ...(linked && {
          async link(key: string, path: string) {
            await mergeAt(key)
            return store.link?.(key, path) ?? false
          },
        }),
      }
      assert.equal(await answered(reader), expected)
      assert.ok(merged)
    })
  test('a batch that is written once more after it was merged counts for nothing, and goes', async () => {
    const store = newStore()
    const commits = (await dataObjects(store)).filter(({ table }) => table === 'reports')
    const [{ key } = { key: '' }] = commits
    const bytes = (await store.get(key)) ?? new Uint8Array()
    await compacted(store)
    await store.put(key, bytes)
    assert.equal(await answered(store), expected)
    await compacted(store)
    assert.equal((await batches(store)).length, 1)
  })
})

suite('what is merged', () => {
  const batch = (name: string, day = '2026-01-31', bytes = 1000) => ({ name, day, bytes })
  const many = (count: number, bytes?: number) =>
    Array.from({ length: count }, (_, index) => batch(String(index).padStart(2, '0'), '2026-01-31', bytes))
  const cases: [what: string, batches: ReturnType<typeof batch>[], groups: number[]][] = [
    ['nothing', [], []],
    ['too few', many(fewest - 1), []],
    ['enough', many(fewest), [fewest]],
    ['large ones', many(fewest, 100_000_000), []],
    ['those of one day', [...many(fewest - 1), batch('x', '2026-02-01')], []],
    ['as many as fit', many(20, 7_000_000), [9, 9]],
  ]
  for (const [what, given, groups] of cases)
    test(what, () =>
      assert.deepEqual(
        planMerges(given).map((names) => names.length),
        groups,
      ),
    )
})
