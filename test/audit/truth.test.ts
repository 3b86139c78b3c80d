import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { audit } from '../../lib/audit/audit.ts'
import { querySql } from '../../lib/audit/sql.ts'
import { fileStore } from '../../lib/store/file.ts'
import { manyExports, storeMany } from './many.ts'
import { plainAnswers, plainTops } from './plain.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-truth-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const exports = manyExports(20_000, 12)
const store = fileStore(folder)
for (const one of exports) await storeMany(store, one)
const { answers } = await audit(store, new Date('2026-03-01T02:00:00.000Z'))

describe('of 20,000 images, what a query answers is what counting them says', () => {
  const expected = plainAnswers(exports)
  for (const [name, rows] of Object.entries(expected)) it(name, () => assert.deepEqual(answers[name], rows))

  const tops = plainTops(exports)
  it('shared-layers', () => {
    const rows = answers['shared-layers'] ?? []
    assert.deepEqual(
      rows.map(({ images }) => images),
      tops.sharedCounts,
    )
    for (const { digest, ...figures } of rows) assert.deepEqual(figures, tops.shared.get(String(digest)))
  })
  it('largest-images', () =>
    assert.deepEqual(
      answers['largest-images']?.map(({ bytes }) => bytes),
      tops.largest,
    ))
  it('exports', () =>
    assert.deepEqual(
      answers.exports?.map(({ export_key: key, images }) => `${String(key)} ${Number(images)}`).toSorted(),
      exports.map(({ name, images }) => `${name} ${images.length}`).toSorted(),
    ))

  it('every query is held to something', () => {
    const elsewhere = ['shared-layers', 'largest-images', 'exports', 'drift', 'drift-totals', 'history']
    assert.deepEqual(Object.keys(querySql).toSorted(), [...Object.keys(expected), ...elsewhere].toSorted())
  })
})
