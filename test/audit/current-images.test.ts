import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { lineTables } from '../../lib/audit/dataset/tables.ts'
import { openDuckdb } from '../../lib/audit/engine/duckdb.ts'
import { relationSql } from '../../lib/audit/sql.ts'

const spill = mkdtempSync(join(tmpdir(), 'assay-current-'))
const duckdb = await openDuckdb({ spill, memory: 100_000_000, threads: 1 })
after(() => {
  duckdb.close()
  rmSync(spill, { recursive: true, force: true })
})

suite('images as an audit sees them', () => {
  test('evidence settles its own digest, not another of the same key', async () => {
    const columns = lineTables.find(({ name }) => name === 'images')?.columns ?? []
    await duckdb.run(`CREATE TABLE images (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`)
    await duckdb.run(`INSERT INTO images BY NAME
      SELECT 'b' AS batch, 'r' AS report, digest, 7 AS digest_key, 'unverifiable' AS verdict
      FROM (VALUES ('sha256:aa'), ('sha256:bb')) given(digest)`)
    await duckdb.run(
      `CREATE TABLE current_reports AS SELECT 'b' AS batch, 'r' AS report, 'c' AS cluster, 'c/x.json' AS export_key`,
    )
    await duckdb.run(`CREATE TABLE settled AS SELECT 'sha256:aa' AS digest, '' AS stack`)
    assert.deepEqual(
      await duckdb.rows(
        `SELECT digest, reported_verdict, verdict, settled_since FROM (${relationSql['current-images']}) ORDER BY digest`,
      ),
      [
        { digest: 'sha256:aa', reported_verdict: 'unverifiable', verdict: 'verified', settled_since: true },
        {
          digest: 'sha256:bb',
          reported_verdict: 'unverifiable',
          verdict: 'unverifiable',
          settled_since: false,
        },
      ],
    )
  })
})
