import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { auditIntoStore } from '../../lib/audit/audit.ts'
import { openDuckdb } from '../../lib/audit/engine/duckdb.ts'
import { fileStore } from '../../lib/store/file.ts'
import { manyExports, storeMany } from '../audit/many.ts'
import { preamble, workedQueries } from './audit-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-audit-page-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const store = fileStore(folder)
const exports = manyExports(60, 2)
for (const one of exports) await storeMany(store, one)
await auditIntoStore(store, new Date('2026-03-01T02:00:00.000Z'))
const duckdb = await openDuckdb({ spill: join(folder, 'spill'), memory: 500_000_000, threads: 1 })
after(() => duckdb.close())
for (const view of preamble.split('\n')) await duckdb.run(view.replace("'data/", `'${folder}/data/`))

const images = exports.flatMap((one) => one.images)
const failing = images.filter(({ verification }) => verification.verdict !== 'verified').length
const layers = new Set(
  images.flatMap((image) => image.layers.map(({ digest }) => `${image.namespace} ${digest}`)),
).size
const findings = images.reduce((sum, image) => sum + image.findings.length, 0)

suite('the queries of docs/audit.md', () => {
  const [fail, weigh, fire] = workedQueries
  test(fail.asks, async () => assert.equal((await duckdb.rows(fail.sql)).length, failing))
  test(weigh.asks, async () =>
    assert.equal(
      (await duckdb.rows(weigh.sql)).reduce((sum, row) => sum + Number(row.layers), 0),
      layers,
    ),
  )
  test(fire.asks, async () => {
    assert.ok(findings > 0)
    assert.equal((await duckdb.rows(fire.sql)).length, findings)
  })
})
