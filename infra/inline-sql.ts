import type { Plugin } from 'esbuild'
import { querySql, relationSql } from '../lib/audit/sql.ts'

/** The audit's SQL as texts in the bundle: there are no files beside it to read them from. */
export const inlineSql: Plugin = {
  name: 'inline-sql',
  setup(build) {
    build.onLoad({ filter: /lib\/audit\/sql\.ts$/ }, () => ({
      contents: `export const querySql = ${JSON.stringify(querySql)}\nexport const relationSql = ${JSON.stringify(relationSql)}\n`,
      loader: 'js',
    }))
  },
}
