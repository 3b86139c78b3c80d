import type { Plugin } from 'esbuild'
import * as sql from '../lib/audit/sql.ts'

/** The audit's SQL as texts in the bundle: there are no files beside it to read them from. */
export const inlineSql: Plugin = {
  name: 'inline-sql',
  setup(build) {
    build.onLoad({ filter: /lib\/audit\/sql\.ts$/ }, () => ({
      contents: Object.entries(sql)
        .map(([name, texts]) => `export const ${name} = ${JSON.stringify(texts)}\n`)
        .join(''),
      loader: 'js',
    }))
  },
}
