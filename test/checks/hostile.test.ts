import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import * as v from 'valibot'
import { checks } from '../../lib/checks/catalogue.ts'
import { isObject, type Json } from '../../lib/json/json.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { createNotebook, takeNotes } from '../../lib/report/notebook.ts'
import { imageReport, summary } from '../../lib/report/schema.ts'
import { assayText, itemOf, kinds } from './assay-document.ts'
import { shapes, valid } from './valid.ts'

const pointersIn = (value: Json, at = ''): string[] => [
  ...(at === '' ? [] : [at]),
  ...(isObject(value) || Array.isArray(value)
    ? Object.entries(value).flatMap(([name, member]) =>
        pointersIn(member, `${at}/${name.replaceAll('/', '~1')}`),
      )
    : []),
]

const replaced = (value: Json, names: readonly string[], by: Json): Json => {
  const [first, ...rest] = names
  if (first === undefined) return by
  if (Array.isArray(value))
    return value.map((each, i) => (String(i) === first ? replaced(each, rest, by) : each))
  return isObject(value) ? { ...value, [first]: replaced(value[first] ?? null, rest, by) } : by
}

const parsed = (text: string): Json => JSON.parse(text)

const hostile: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    '',
    0,
    -1,
    1.5,
    2 ** 53,
    true,
    [],
    {},
    [null],
    [{}],
    'sha256:',
    'a@b@c',
    '\u0000\ud800',
  ),
  fc.constantFrom('{"__proto__":{"a":1}}', '{"constructor":{"prototype":1}}').map(parsed),
  fc.json({ maxDepth: 2 }).map(parsed),
)

const severities = new Map(checks.map(({ id, severity }) => [id, severity]))

describe('one field replaced by anything', () => {
  for (const shape of shapes)
    it(`is reported on, never thrown over: ${shape}`, async () => {
      const document = valid[shape]()
      const items = kinds.map((kind) => [kind, itemOf(kind, document.image, document.digest)] as const)
      const fields = items.flatMap(([kind, item]) => pointersIn(item).map((at) => ({ kind, item, at })))
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...fields), hostile, async ({ kind, item, at }, by) => {
          const names = at.slice(1).split('/')
          const text = JSON.stringify(
            replaced(
              item,
              names.map((name) => name.replaceAll('~1', '/')),
              by,
            ),
          )
          const { image, proof, report } = await assayText(kind, text, { children: document.children })
          assert.ok(v.is(imageReport, report))
          for (const { check, severity } of report.findings) assert.equal(severity, severities.get(check))
          if (image.manifestBytes === null) assert.notEqual(report.verification.verdict, 'mismatch')
          const notebook = createNotebook(defaultLimits)
          for (let copy = 0; copy < 2; copy++) {
            const notes = takeNotes('a secret', copy)
            notes.add(image, proof, report)
            notebook.note(notes.notes())
          }
          const sums = notebook.finish(0)
          assert.ok(v.is(summary, sums))
          assert.deepEqual(
            sums.conflicts.filter(({ path }) => path !== '/size'),
            [],
          )
        }),
        { seed: 21, numRuns: 300 },
      )
    })
})
