import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { openDuckdb } from '../../lib/audit/engine/duckdb.ts'
import { isAssayError } from '../store/assay-error.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-duckdb-'))
after(() => rmSync(folder, { recursive: true, force: true }))

suite('a time out of DuckDB is RFC 3339 to the millisecond', () => {
  for (const [given, expected] of [
    ['2026-11-25 20:55:38', '2026-11-25T20:55:38.000Z'],
    ['2026-11-25 20:55:38.8', '2026-11-25T20:55:38.800Z'],
    ['2026-11-25 20:55:38.85', '2026-11-25T20:55:38.850Z'],
    ['2026-11-25 20:55:38.854', '2026-11-25T20:55:38.854Z'],
    ['2026-11-25 20:55:38.854321', '2026-11-25T20:55:38.854Z'],
  ] as const)
    test(given, async () => {
      const duckdb = await openDuckdb({ spill: folder, memory: 200_000_000, threads: 1 })
      const rows = await duckdb.rows(`SELECT TIMESTAMP '${given}' AS at`)
      assert.deepEqual(rows, [{ at: expected }])
      duckdb.close()
    })
})

suite('a failure of DuckDB is told apart', () => {
  for (const [what, sql, code] of [
    ['for want of memory', 'SELECT len(list(range)) FROM range(20000000)', 'engine-exhausted'],
    ['of a question that is none', 'SELECT', 'engine-failed'],
    ...(existsSync('/dev/full')
      ? ([
          [
            'for want of disk',
            "COPY (FROM range(1000000)) TO '/dev/full' (FORMAT parquet)",
            'temporary-folder',
          ],
        ] as const)
      : []),
  ] as const)
    test(what, async () => {
      const duckdb = await openDuckdb({ spill: folder, memory: 20_000_000, threads: 1 })
      await assert.rejects(duckdb.run(sql), isAssayError(code))
      duckdb.close()
    })
})
