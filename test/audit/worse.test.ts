import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { auditIntoStore } from '../../lib/audit/audit.ts'
import { whatGotWorse } from '../../lib/audit/worse.ts'
import { fileStore } from '../../lib/store/file.ts'
import { manyImage, storeMany } from './many.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-worse-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const store = fileStore(folder)

const storeDamaged = async (name: string): Promise<void> => {
  const key = await storeMany(store, { name, images: [manyImage(1, 0)] })
  rmSync(join(folder, key.replace('report.json', 'images.ndjson.gz')))
}
const worseOn = async (day: string): Promise<string[]> =>
  whatGotWorse(await auditIntoStore(store, new Date(`${day}T02:00:00Z`)))

suite('of damaged reports those are worse', () => {
  test('none at the first audit', async () => {
    await storeDamaged('a/x.json')
    assert.deepEqual(await worseOn('2026-03-01'), [])
  })
  test('none that were damaged before', async () => assert.deepEqual(await worseOn('2026-03-02'), []))
  test('that were not damaged before', async () => {
    await storeDamaged('a/y.json')
    assert.deepEqual(await worseOn('2026-03-03'), ['1 report is damaged, and was not so before.'])
  })
  test('and the same, told again for that moment', async () =>
    assert.deepEqual(await worseOn('2026-03-03'), ['1 report is damaged, and was not so before.']))
  test('that were not damaged at the last audit that was finished', async () => {
    rmSync(join(folder, 'audits/2026/03/03'), { recursive: true })
    assert.deepEqual(await worseOn('2026-03-04'), ['1 report is damaged, and was not so before.'])
  })
})
