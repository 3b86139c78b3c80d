import type { Duckdb } from './engine/duckdb.ts'
import { type Phase, relations } from './relations.ts'

/** Makes the relations of a phase, in DuckDB. */
export const relate = async (duckdb: Duckdb, phase: Phase): Promise<void> => {
  for (const { name, sql, kept, phase: own } of relations)
    if (own === phase) await duckdb.run(`CREATE OR REPLACE TEMP ${kept ? 'TABLE' : 'VIEW'} ${name} AS ${sql}`)
}
