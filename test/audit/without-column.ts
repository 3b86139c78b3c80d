import assert from 'node:assert/strict'
import { globSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { literal, openDuckdb } from '../../lib/audit/engine/duckdb.ts'

/** Makes Parquet files, named by a glob, what they were before they had the column. */
export const withoutColumn = async (glob: string, column: string): Promise<void> => {
  const spill = mkdtempSync(join(tmpdir(), 'assay-without-column-'))
  const duckdb = await openDuckdb({ spill, memory: 200_000_000, threads: 1 })
  const files = globSync(glob)
  assert.ok(files.length > 0)
  for (const path of files) {
    const older = `${path}.older`
    await duckdb.run(
      `COPY (SELECT * EXCLUDE ${column} FROM read_parquet(${literal(path)}, hive_partitioning = false))
       TO ${literal(older)} (FORMAT parquet)`,
    )
    renameSync(older, path)
  }
  duckdb.close()
  rmSync(spill, { recursive: true, force: true })
}
