import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, suite, test } from 'node:test'
import { audit, auditIntoStore, takeInReports } from '../../lib/audit/audit.ts'
import { type DataObject, dataObjects } from '../../lib/audit/dataset/objects.ts'
import { reportsTable } from '../../lib/audit/dataset/tables.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { fileStore } from '../../lib/store/file.ts'
import type { Store } from '../../lib/store/store.ts'
import { isAssayError } from '../store/assay-error.ts'
import { manyImage, storeMany } from './many.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-unreadable-'))
after(() => rmSync(work, { recursive: true, force: true }))

const at = new Date('2026-03-01T02:00:00.000Z')
const next = new Date('2026-03-02T02:00:00.000Z')

/** An audited store of two batches. */
const first = mkdtempSync(join(work, 'store-'))
const images = (from: number) => Array.from({ length: 12 }, (_, index) => manyImage(from + index, 0))
const x = await storeMany(fileStore(first), { name: 'a/x.json', images: images(0) })
await audit(fileStore(first), at)
const batch = (await dataObjects(fileStore(first))).find(({ table }) => table === reportsTable.name)?.name
await storeMany(fileStore(first), { name: 'b/y.json', images: images(6) })
await auditIntoStore(fileStore(first), new Date('2026-03-01T03:00:00.000Z'))
const objects = await dataObjects(fileStore(first))

const copyOf = (from: string): string => {
  const folder = mkdtempSync(join(work, 'store-'))
  cpSync(from, folder, { recursive: true, preserveTimestamps: true })
  return folder
}
const answered = async (store: Store): Promise<string> => canonicalJson(await audit(store, next))
const expected = await answered(fileStore(copyOf(first)))

const fileOf = (table: string): DataObject => {
  const found = objects.find((one) => one.table === table && (one.name === batch || table === 'audits'))
  if (found === undefined) assert.fail(`no file of ${table}`)
  return found
}
const damages = {
  junk: () => Buffer.from('junk'),
  'cut off': (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1),
  'overwritten inside': (bytes: Buffer) => Buffer.from(bytes).fill(0x55, 8, bytes.length >> 1),
}
const damaged = (key: string, damage: keyof typeof damages): string => {
  const folder = copyOf(first)
  const path = join(folder, key)
  const bytes = readFileSync(path)
  rmSync(path)
  writeFileSync(path, damages[damage](bytes))
  return folder
}

suite('a batch is taken in again whose file of', () => {
  for (const [table, damage] of [
    ['images', 'junk'],
    ['images', 'overwritten inside'],
    ['layers', 'cut off'],
    ['reports', 'junk'],
    ['reports', 'cut off'],
  ] as const)
    test(`${table} is ${damage}`, async () => {
      const { key } = fileOf(table)
      const folder = damaged(key, damage)
      const said: string[] = []
      const report = await audit(fileStore(folder), next, { note: (message) => said.push(message) })
      assert.equal(canonicalJson(report), expected)
      assert.deepEqual(said, [`${key}: cannot be read; the reports of its batch are taken in again`])
      assert.deepEqual(readFileSync(join(folder, key)).subarray(0, 4), Buffer.from('PAR1'))
      assert.equal(await answered(fileStore(folder)), expected)
    })
})

test('a file of reports that was never a batch goes', async () => {
  const folder = copyOf(first)
  const key = `data/reports/day=2026-03-01/${'0'.repeat(32)}.parquet`
  const store = fileStore(folder)
  await store.put(key, Buffer.from('junk'))
  assert.equal(await answered(store), expected)
  assert.equal(await store.get(key), null)
})

test('a step that takes reports in mends what it needs', async () => {
  const store = fileStore(damaged(fileOf('reports').key, 'junk'))
  assert.deepEqual(await takeInReports(store, await Array.fromAsync(store.list('reports/'))), {
    reports: 1,
    damaged: [],
  })
  assert.equal(await answered(store), expected)
})

test('a report that is gone from the store too is named, and counts for nothing', async () => {
  const folder = damaged(fileOf('images').key, 'junk')
  rmSync(join(folder, dirname(x)), { recursive: true })
  const report = await audit(fileStore(folder), next)
  assert.deepEqual([report.reports, report.damaged.map(({ key }) => key)], [1, [x]])
})

test('what an audit rests on is named with what deleting it costs', async () => {
  const { key } = fileOf('audits')
  const folder = damaged(key, 'cut off')
  const words = [key, 'deleting it costs that audit in `history`']
  await assert.rejects(answered(fileStore(folder)), isAssayError('data-set-damaged', ...words))
  rmSync(join(folder, key))
  assert.equal((await audit(fileStore(folder), next)).summary.images, 24)
})
