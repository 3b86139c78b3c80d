import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { withRelations } from '../../lib/audit/engine/with-relations.ts'
import { momentSql, unfinishedSql } from '../../lib/audit/moment.ts'
import { relations } from '../../lib/audit/relations.ts'
import { querySql, relationSql, summarySql } from '../../lib/audit/sql.ts'
import { trinoGrammar } from './trino-grammar.ts'

const trino = await trinoGrammar()
const faults = (sql: string) =>
  trino.validate(sql).map(({ startLine, message }) => `line ${startLine}: ${message}`)

/**
 * Functions that DuckDB and Trino both have, by the same name and with the same meaning (Trino 476, "Functions and
 * operators"; DuckDB 1.5, "Functions"). A grammar takes any name, so that names are held to this list.
 */
const shared = new Set(
  'count sum min max min_by max_by coalesce nullif split_part substr replace regexp_replace length row_number date_diff cast'.split(
    ' ',
  ),
)
/** What stands before a bracket and is no function. */
const words = new Set(
  'as in on and or by from over when then else values exists not select where join case distinct'.split(' '),
)

const functionsIn = (sql: string): string[] =>
  [
    ...sql
      .replaceAll(/--[^\n]*/g, '')
      .replaceAll(/'[^']*'/g, "''")
      .matchAll(/\b([a-z_]+)\s*\(/gi),
  ]
    .map(([, name = '']) => name.toLowerCase())
    .filter((name) => !words.has(name))

const questions = [
  ...Object.entries(querySql),
  ...Object.entries(summarySql).map(([name, sql]) => [`summary of ${name}`, sql] as const),
]

const at = new Date('2026-03-01T02:00:00Z')
const given = [
  {
    name: 'moment',
    sql: momentSql({ at, previous: null, clusterSegment: 1, policy: true, previousPolicy: false }),
  },
  { name: 'unfinished_audits', sql: unfinishedSql([at]) },
  { name: 'covering', sql: "SELECT * FROM (VALUES ('a', 'b')) AS t (platform, required)" },
]

describe('the SQL that Trino and DuckDB share', () => {
  it('is told from what is none', () => {
    assert.notDeepEqual(faults("SELECT list_filter(x, lambda y: y > 1) FROM read_parquet('a')"), [])
    assert.notDeepEqual(faults('SELECT * EXCLUDE (a) FROM b'), [])
    assert.notDeepEqual(faults('SELECT a[1:2] FROM b'), [])
  })
  for (const [name, sql] of [...questions, ...Object.entries(relationSql)]) {
    it(`${name} parses by Trino's grammar`, () => assert.deepEqual(faults(sql), []))
    it(`${name} uses shared functions only, and begins with what it asks`, () => {
      assert.deepEqual(
        functionsIn(sql).filter((one) => !shared.has(one)),
        [],
      )
      assert.match(sql, /^-- [A-Z]/)
    })
  }
  it('is there for every relation, and every file is one', () =>
    assert.deepEqual(
      relations.map(({ name }) => name.replaceAll('_', '-')).toSorted(),
      Object.keys(relationSql).toSorted(),
    ))
  for (const [name, sql] of questions)
    it(`${name} parses with its relations before it`, () =>
      assert.deepEqual(faults(withRelations(sql, given)), []))
})
