import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TrinoSQL } from 'dt-sql-parser'
import { build } from 'esbuild'

/**
 * Trino's own grammar (ANTLR), as dt-sql-parser carries it. Bundled first: its modules name each other in a way that only
 * bundlers resolve.
 */
export const trinoGrammar = async (): Promise<TrinoSQL> => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-trino-'))
  try {
    const outfile = join(folder, 'grammar.mjs')
    await build({
      stdin: {
        contents: "export { TrinoSQL } from './node_modules/dt-sql-parser/dist/parser/trino/index.js'",
        resolveDir: join(import.meta.dirname, '../..'),
      },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    })
    const { TrinoSQL: Grammar }: { TrinoSQL: new () => TrinoSQL } = await import(outfile)
    return new Grammar()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
