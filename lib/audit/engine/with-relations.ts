import { relations } from '../relations.ts'

/** A table of a few rows as a query: what an audit is given rather than finds. */
export interface Given {
  readonly name: string
  readonly sql: string
}

/** `WITH a AS (…), b AS (…) SELECT …` in two parts: the tables, and the question. */
const parted = (sql: string): { readonly tables: string; readonly question: string } => {
  const bare = sql.replace(/^(?:\s*--[^\n]*\n)*/, '').trim()
  if (!/^WITH\s/.test(bare)) return { tables: '', question: bare }
  // The question begins at the last line that starts with SELECT: those of the tables are indented.
  const at = bare.lastIndexOf('\nSELECT')
  return { tables: bare.slice('WITH'.length, at).trim(), question: bare.slice(at + 1) }
}

const names = (name: string): RegExp => new RegExp(`\\b${name}\\b`)

/**
 * One query with all that it is asked of in front of it, for an engine that keeps nothing from one query to the next. A
 * relation that has tables of its own is a query in brackets.
 */
export const withRelations = (sql: string, given: readonly Given[]): string => {
  const all = [...given, ...relations.map(({ name, sql: own }) => ({ name, sql: own }))]
  let text = sql
  const needed: Given[] = []
  for (const relation of all.toReversed())
    if (names(relation.name).test(text)) {
      needed.unshift(relation)
      text += relation.sql
    }
  const { tables, question } = parted(sql)
  const before = needed.map(({ name, sql: own }) => `${name} AS (\n${own.trim()}\n)`)
  const every = [...before, ...(tables === '' ? [] : [tables])]
  return every.length === 0 ? question : `WITH ${every.join(',\n')}\n${question}`
}
