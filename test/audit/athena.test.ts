import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { audit, auditIntoStore } from '../../lib/audit/audit.ts'
import { openEngine } from '../../lib/audit/engine/open.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { fileStore } from '../../lib/store/file.ts'
import { isAssayError } from '../store/assay-error.ts'
import { askThere, fakeAthena } from './fake-athena.ts'
import { manyExports, manyImage, storeMany } from './many.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-athena-'))
const store = fileStore(folder)
const athena = await fakeAthena(folder, 50)
after(async () => {
  await athena.close()
  rmSync(folder, { recursive: true, force: true })
})
askThere(athena)
const bucket = { uri: 's3://reports', by: '--store' }
const engineOf = (setting: string) => {
  const found = openEngine(setting, bucket)
  return typeof found === 'object' ? found : assert.fail(setting)
}
const engine = engineOf('athena:image-assay-prod')

const [first, second] = [new Date('2026-03-01T02:00:00.000Z'), new Date('2026-03-02T02:00:00.000Z')]
for (const one of manyExports(400, 4)) await storeMany(store, one)
await store.put(
  'policy.json',
  Buffer.from(
    JSON.stringify({
      apiVersion: 'image-assay/v1',
      kind: 'Policy',
      rules: [
        { rule: 'age', days: 90, severity: 'warning' },
        { rule: 'platforms', require: ['linux/amd64'] },
        { rule: 'media-type', forbid: ['schema1'] },
      ],
    }),
  ),
)

suite('Athena, asked what DuckDB is asked', () => {
  test('answers the same, twice, with drift', async () => {
    const one = await auditIntoStore(store, first, { engine })
    assert.equal(canonicalJson(one.report), canonicalJson(await audit(store, first)))
    assert.ok(one.report.answers.violations?.length)
    await storeMany(
      store,
      { name: 'cluster-0/export-0.json', images: [manyImage(3, 1), manyImage(9000, 0)] },
      'new',
    )
    const two = await auditIntoStore(store, second, { engine })
    assert.equal(canonicalJson(two.report), canonicalJson(await audit(store, second)))
    assert.ok(two.report.answers.drift?.length)
    assert.ok(one.report.summary.images > 50, 'rows come in pages')
  })
  test('in the workgroup and the database of the name', () => {
    assert.ok(athena.started.length > 20)
    for (const { workGroup, database } of athena.started)
      assert.deepEqual([workGroup, database], ['image-assay-prod', 'image-assay-prod'])
  })
})

suite('rows out of Athena', () => {
  const cases: [sql: string, value: unknown][] = [
    ["SELECT CAST('' AS VARCHAR) AS v", ''],
    ['SELECT CAST(NULL AS VARCHAR) AS v', null],
    ["SELECT '12' AS v", '12'],
    ['SELECT CAST(12 AS BIGINT) AS v', 12],
    ['SELECT CAST(9223372036854775807 AS BIGINT) AS v', Number.MAX_SAFE_INTEGER],
    ['SELECT true AS v', true],
    ["SELECT TIMESTAMP '2026-03-01 02:00:00.5' AS v", '2026-03-01T02:00:00.500Z'],
  ]
  for (const [sql, value] of cases)
    test(sql, async () => assert.deepEqual(await engine.rows(sql), [{ v: value }]))
  test('no row', async () => assert.deepEqual(await engine.rows('SELECT 1 AS v WHERE false'), []))
  test('as many as fill a page with the names, and one more', async () => {
    for (const count of [49, 50, 51, 100])
      assert.equal((await engine.rows(`SELECT * FROM range(${count})`)).length, count)
  })
  test('after it was asked too much', async () => {
    athena.throttled = 2
    assert.deepEqual(await engine.rows('SELECT 1 AS v'), [{ v: 1 }])
    assert.equal(athena.throttled, 0)
  })
})

suite('a query that fails', () => {
  const faults: [state: 'FAILED' | 'CANCELLED', reason: string, message: string][] = [
    [
      'FAILED',
      'HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://secret/key',
      'Athena: HIVE_CANNOT_OPEN_SPLIT',
    ],
    ['CANCELLED', 'Query cancelled by user', 'Athena: the query is CANCELLED'],
    [
      'CANCELLED',
      'Query cancelled! : Bytes scanned limit was exceeded',
      "Athena: the query would read more than the workgroup's limit",
    ],
  ]
  for (const [State, StateChangeReason, message] of faults)
    test(message, async () => {
      athena.fault = { State, StateChangeReason }
      await assert.rejects(engine.rows('SELECT 1'), (error: Error) => {
        assert.equal(error.message, message)
        return isAssayError('athena-failed')(error)
      })
      athena.fault = null
    })
  test('is named where Athena refuses it, and nothing is stored as the latest', async () => {
    const own = mkdtempSync(join(tmpdir(), 'assay-athena-'))
    after(() => rmSync(own, { recursive: true, force: true }))
    athena.fault = { State: 'FAILED', StateChangeReason: 'SYNTAX_ERROR: line 1' }
    await assert.rejects(auditIntoStore(fileStore(own), first, { engine }), isAssayError('athena-failed'))
    athena.fault = null
    assert.equal(await fileStore(own).get('audits/latest.json'), null)
  })
  test('is an error of the SDK by its name', async () =>
    assert.rejects(engine.rows('SELEC'), /^AssayError: Athena: InvalidRequestException$/))
})

suite('the setting of the engine', () => {
  for (const [setting, isRemote] of [
    ['duckdb', false],
    ['athena:image-assay-prod', true],
  ] as const)
    test(setting, () => assert.equal(typeof openEngine(setting, bucket), isRemote ? 'object' : 'undefined'))
  for (const setting of ['', 'athena', 'athena:', 'athena:a b', 'DuckDB', 'trino'])
    test(`${setting || 'nothing'} is none`, () =>
      assert.equal(openEngine(setting, bucket), 'write duckdb or athena:NAME'))
  test('athena is none for a folder, however that is named', () =>
    assert.equal(
      openEngine('athena:x', { uri: 'file:x', by: 'STORE' }),
      'Athena reads buckets only, so name one by STORE s3://BUCKET/PREFIX',
    ))
})
