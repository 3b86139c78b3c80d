import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { createTable } from '../../lib/spill/table.ts'

type Values = readonly number[]
const tableOf = (memory: number) =>
  createTable<Values>({ merge: (one, other) => [...one, ...other], sizeOf: (v) => 8 * v.length, memory })

suite('a table', () => {
  for (const memory of [0, 400, 2 ** 30])
    test(`gives every key once, sorted, its values in the order they came, with ${memory} bytes`, () => {
      const key = fc.oneof(fc.constantFrom('a', 'b', '', '\u0000', '\u00ff', '\ud800', 'é'), fc.string())
      fc.assert(
        fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
          const table = tableOf(memory)
          const expected = new Map<string, number[]>()
          for (const [n, name] of keys.entries()) {
            table.add(name, [n])
            expected.set(name, [...(expected.get(name) ?? []), n])
          }
          const sorted = [...expected].toSorted(([one], [other]) => (one < other ? -1 : 1))
          assert.deepEqual([...table.entries()], sorted)
          assert.deepEqual([...table.entries()], sorted)
          table.close()
        }),
        { seed: 1, numRuns: 300 },
      )
    })
})
