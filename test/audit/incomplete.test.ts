import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, suite, test } from 'node:test'
import { audit, auditIntoStore, takeInReports } from '../../lib/audit/audit.ts'
import { fewest } from '../../lib/audit/dataset/compact.ts'
import { type DataObject, dataObjects } from '../../lib/audit/dataset/objects.ts'
import { batchTables, reportsTable } from '../../lib/audit/dataset/tables.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { fileStore } from '../../lib/store/file.ts'
import type { Store } from '../../lib/store/store.ts'
import { asBucket } from '../store/as-bucket.ts'
import { dying } from './dying.ts'
import { manyImage, storeMany } from './many.ts'
import { withoutColumn } from './without-column.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-incomplete-'))
after(() => rmSync(work, { recursive: true, force: true }))

const at = new Date('2026-03-01T02:00:00.000Z')
const next = new Date('2026-03-02T02:00:00.000Z')

/** An audited store of two batches. */
const first = mkdtempSync(join(work, 'store-'))
const images = (from: number) => Array.from({ length: 12 }, (_, index) => manyImage(from + index, 0))
const gone = await storeMany(fileStore(first), { name: 'a/x.json', images: images(0) })
await auditIntoStore(fileStore(first), at)
await storeMany(fileStore(first), { name: 'b/y.json', images: images(6) })
await auditIntoStore(fileStore(first), new Date('2026-03-01T03:00:00.000Z'))
const objects = (await dataObjects(fileStore(first))).filter(({ table }) =>
  batchTables.some(({ name }) => name === table),
)

const copyOf = (from: string): string => {
  const folder = mkdtempSync(join(work, 'store-'))
  cpSync(from, folder, { recursive: true, preserveTimestamps: true })
  return folder
}
const answered = async (store: Store, moment = next): Promise<string> =>
  canonicalJson(await audit(store, moment))
const expected = await answered(fileStore(copyOf(first)))

/** The batch that holds the first of the reports. */
const batch = ((): string => {
  const [oldest] = objects
    .filter(({ table }) => table === reportsTable.name)
    .toSorted((one, other) => one.modified.getTime() - other.modified.getTime())
  return oldest?.name ?? ''
})()
const fileOf = (table: string): DataObject => {
  const found = objects.find((one) => one.table === table && one.name === batch)
  if (found === undefined) assert.fail(`no file of ${table}`)
  return found
}
/** A store that lost a file of the data set. */
const without = (table: string): string => {
  const folder = copyOf(first)
  rmSync(join(folder, fileOf(table).key))
  return folder
}
const isWhole = async (store: Store): Promise<boolean> => {
  const keys = (await dataObjects(store)).map(({ key }) => key)
  return objects.every(({ key }) => keys.includes(key))
}

suite('a batch that lost its file of', () => {
  for (const table of ['images', 'layers', 'findings', 'reports'])
    test(`${table} is taken in again, and nothing is missing`, async () => {
      const store = fileStore(without(table))
      assert.equal(await answered(store), expected)
      assert.ok(await isWhole(store))
    })
})

test('a batch whose file of images is that of another is taken in again', async () => {
  const folder = copyOf(first)
  const other = objects.find(({ table, name }) => table === 'images' && name !== batch)?.key ?? ''
  const own = join(folder, fileOf('images').key)
  rmSync(own)
  cpSync(join(folder, other), own)
  assert.equal(await answered(fileStore(folder)), expected)
  assert.equal(await answered(fileStore(folder)), expected)
})

test('a batch of before its files were told is taken in again where its images are lost', async () => {
  const folder = copyOf(first)
  await withoutColumn(join(folder, 'data/reports/*/*.parquet'), 'files')
  const store = fileStore(folder)
  assert.equal(await answered(store), expected)
  rmSync(join(folder, fileOf('images').key))
  assert.equal(await answered(store), expected)
})

test('it is said which object is gone', async () => {
  const said: string[] = []
  await audit(fileStore(without('layers')), next, { note: (message) => said.push(message) })
  assert.deepEqual(said, [`${fileOf('layers').key}: is gone; the reports of its batch are taken in again`])
})

test('a report that is gone from the store too is named, and counts for nothing', async () => {
  const folder = without('images')
  rmSync(join(folder, dirname(gone)), { recursive: true })
  const { reports, summary, damaged } = await audit(fileStore(folder), next)
  assert.deepEqual([reports, summary.images], [1, 12])
  assert.deepEqual(damaged, [
    { key: gone, message: 'the report is gone, and so is a part of it in the data set' },
  ])
})

suite('the history keeps what an audit counted whose reports are gone', () => {
  const historyOf = async (folder: string) =>
    (await audit(fileStore(folder), next)).answers.history?.slice(0, 2)
  test('and a part of them in the data set too', async () => {
    const before = await historyOf(copyOf(first))
    const folder = without('images')
    rmSync(join(folder, dirname(gone)), { recursive: true })
    assert.deepEqual(await historyOf(folder), before)
    assert.deepEqual(
      before?.map(({ reports, images: count }) => [reports, count]),
      [
        [1, 12],
        [2, 24],
      ],
    )
  })
  test('and counts the reports that are there where the audit did not write that down', async () => {
    const folder = copyOf(first)
    const before = await historyOf(folder)
    for (const column of ['images', 'verified', 'mismatch', 'unverifiable'])
      await withoutColumn(join(folder, 'data/audits/*/*.parquet'), column)
    assert.deepEqual(await historyOf(folder), before)
  })
})

suite('a batch that is not whole is mended', () => {
  const count = dying(fileStore(without('images')), Number.POSITIVE_INFINITY, false)
  test('by the next audit where one is killed at any change', async () => {
    await audit(count.store, next)
    assert.ok(count.changes() > 12, String(count.changes()))
    // The first deletions, one in the midst, and the first and the last that it writes again.
    for (const nth of [1, 2, 4, 6, 11, 12]) {
      const store = fileStore(without('images'))
      await assert.rejects(audit(dying(store, nth, nth % 2 === 0).store, next), /killed/)
      assert.equal(await answered(store), expected, `killed at ${nth}`)
    }
  })
  test('by two audits at once', async () => {
    const store = fileStore(without('images'))
    assert.deepEqual(await Promise.all([answered(store), answered(store)]), [expected, expected])
  })
  test('by an audit from which another takes it once more', async () => {
    const store = fileStore(without('images'))
    let taken = false
    const robbed: Store = {
      ...asBucket(store),
      async put(key, body) {
        const outcome = await store.put(key, body)
        // The audit has decided on its reports, and is about to open them.
        if (key.startsWith('data/audits/') && !taken) {
          taken = true
          for (const table of ['reports', 'images', 'layers']) await store.delete(fileOf(table).key)
        }
        return outcome
      },
    }
    assert.equal(await answered(robbed), expected)
    assert.ok(taken && (await isWhole(store)))
  })
})

test('batches are not merged while one of them is not whole', async () => {
  const folder = mkdtempSync(join(work, 'store-'))
  const store = fileStore(folder)
  for (let number = 0; number < fewest; number++) {
    const key = await storeMany(store, { name: `${number}.json`, images: images(number) })
    const listed = await Array.fromAsync(store.list(dirname(key)))
    await takeInReports(store, listed)
  }
  const whole = await answered(fileStore(copyOf(folder)), at)
  let lost = false
  const losing: Store = {
    ...store,
    async replace(key, body, supersedes) {
      const [object] = (await dataObjects(store)).filter(({ table }) => table === 'layers')
      if (!lost && object !== undefined) await store.delete(object.key)
      lost = true
      return store.replace(key, body, supersedes)
    },
  }
  await auditIntoStore(losing, at)
  assert.ok(lost)
  assert.equal(await answered(store, at), whole)
})
