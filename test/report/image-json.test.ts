import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import * as v from 'valibot'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { imageReportJson } from '../../lib/report/image-json.ts'
import { type ImageReport, imageReport as schema } from '../../lib/report/schema.ts'
import { seeded } from '../fuzz/seeded.ts'
import { imageReport, mismatch } from './sample-report.ts'

/** What a schema of reports is made of. */
interface Node {
  readonly type: string
  readonly entries?: Readonly<Record<string, Node>>
  readonly wrapped?: Node
  readonly item?: Node
  readonly options?: readonly string[]
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\u2028', '\ud800', '"\\/', '__proto__'),
)
const count = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, -0))

/** Everything that a schema lets through, so that a member that is new to reports is tried too. */
const arbitraryOf = ({ type, entries = {}, wrapped, item, options = [] }: Node): fc.Arbitrary<unknown> => {
  const rows: Readonly<Record<string, () => fc.Arbitrary<unknown>>> = {
    object: () =>
      fc.record(Object.fromEntries(Object.entries(entries).map(([name, node]) => [name, arbitraryOf(node)]))),
    nullable: () => fc.option(arbitraryOf(wrapped as Node)),
    optional: () => fc.option(arbitraryOf(wrapped as Node), { nil: undefined }),
    array: () => fc.array(arbitraryOf(item as Node), { maxLength: 3 }),
    picklist: () => fc.constantFrom(...options),
    unknown: () => fc.jsonValue({ depthSize: 'small' }),
    string: () => text,
    number: () => count,
    boolean: () => fc.boolean(),
  }
  const row = rows[type]
  assert.ok(row !== undefined, `a schema of type ${type}`)
  return row()
}

describe('imageReportJson writes the same bytes as canonicalJson', () => {
  it('of any report', (t) =>
    seeded(
      t,
      fc.property(arbitraryOf(schema as unknown as Node), (given) => {
        const report = given as ImageReport
        assert.ok(v.is(schema, report))
        assert.equal(imageReportJson(report), canonicalJson(report))
      }),
      200,
    ))

  const rows: readonly (readonly [what: string, report: ImageReport])[] = [
    ['a plain one', imageReport()],
    ['one with findings', mismatch()],
    ['one without a config', imageReport({ config: null, layers: [] })],
    [
      'one with names in another order',
      Object.fromEntries(Object.entries(imageReport()).toReversed()) as never,
    ],
  ]
  for (const [what, report] of rows)
    it(what, () => assert.equal(imageReportJson(report), canonicalJson(report)))
})
