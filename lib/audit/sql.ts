import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The SQL of a folder beside this file, by file name without `.sql`, sorted. */
const sqlIn = (folder: string): Readonly<Record<string, string>> => {
  const path = join(import.meta.dirname, folder)
  const names = readdirSync(path).filter((name) => name.endsWith('.sql'))
  return Object.fromEntries(
    names.toSorted().map((name) => [name.slice(0, -'.sql'.length), readFileSync(join(path, name), 'utf8')]),
  )
}

/** The audit's questions by name. Bundles hold this module with the texts in it (`infra/inline-sql.ts`). */
export const querySql = sqlIn('queries')

/** What the summary is made of: what can be of any number is named up to a limit there, and counted. */
export const summarySql = sqlIn('summary')

/** What the questions are asked of, made of the data set's tables. */
export const relationSql = sqlIn('relations')
