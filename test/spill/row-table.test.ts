import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { createRowBlock, type RowShape, type Rows } from '../../lib/spill/row-block.ts'
import { createRowTable } from '../../lib/spill/row-table.ts'

/** One row. */
const rowOf = (shape: RowShape, key: Uint8Array, numbers: readonly number[]): Rows => {
  const block = createRowBlock(shape, 1)
  block.bytes.set(key)
  block.numbers.set(numbers, shape.keyBytes / 8)
  return { block, count: 1 }
}

/** A merge that shows by its result in which order the rows came: how many there were, the first and the last. */
const tableOf = (memory: number) =>
  createRowTable({
    keyBytes: 8,
    columns: 3,
    merge: (_key, known, at, given, from) => {
      known[at] = (known[at] as number) + (given[from] as number)
      known[at + 2] = given[from + 2] as number
    },
    memory,
  })

/** Few keys, so that they meet again; their parts differ in every byte. */
const key = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => bytes.map((byte) => byte & 0x81))

suite('a table of rows', () => {
  for (const memory of [0, 200, 10_000, 2 ** 30])
    test(`gives every key once, its rows merged in the order they came, with ${memory} bytes`, () => {
      fc.assert(
        fc.property(fc.array(key, { maxLength: 600 }), (keys) => {
          const table = tableOf(memory)
          const expected = new Map<string, readonly [number, number, number]>()
          for (const [n, bytes] of keys.entries()) {
            const name = Buffer.from(bytes).toString('hex')
            const known = expected.get(name)
            table.add(rowOf({ keyBytes: 8, columns: 3 }, bytes, [1, n, n]))
            expected.set(name, known === undefined ? [1, n, n] : [known[0] + 1, known[1], n])
          }
          const found: [string, number[]][] = []
          table.each((name, numbers, at) =>
            found.push([Buffer.from(name()).toString('hex'), [...numbers.subarray(at, at + 3)]]),
          )
          assert.deepEqual(new Map(found), expected)
          assert.equal(found.length, expected.size)
          table.close()
        }),
        { seed: 1, numRuns: 200 },
      )
    })

  test('divides what is too much for one part', () => {
    const count = 60_000
    const table = createRowTable({
      keyBytes: 32,
      columns: 2,
      merge: (_key, known, at, given, from) => {
        known[at] = (known[at] as number) + (given[from] as number)
      },
      memory: 2 ** 15,
    })
    // Half of the keys are alike in their first words, as whoever chooses them may have them.
    const keyOf = (n: number): Uint8Array => {
      const bytes = new Uint8Array(32)
      new DataView(bytes.buffer).setUint32(n % 2 === 0 ? 0 : 24, Math.imul(n + 1, 0x9e3779b1))
      return bytes
    }
    for (let round = 0; round < 2; round++)
      for (let n = 0; n < count; n++) table.add(rowOf({ keyBytes: 32, columns: 2 }, keyOf(n), [1, n]))
    const seen = new Set<number>()
    table.each((found, numbers, at) => {
      const n = numbers[at + 1] as number
      assert.deepEqual(found(), keyOf(n))
      assert.equal(numbers[at], 2)
      seen.add(n)
    })
    assert.equal(seen.size, count)
    table.close()
  })

  // A merge sees the key that it merges, in memory and from files alike.
  for (const memory of [0, 2 ** 30])
    test(`names the key to its merge, with ${memory} bytes`, () => {
      const merged: string[] = []
      const table = createRowTable({
        keyBytes: 8,
        columns: 1,
        merge: (name) => merged.push(Buffer.from(name()).toString()),
        memory,
      })
      for (const name of ['abcdefgh', 'bcdefghi', 'abcdefgh'])
        table.add(rowOf({ keyBytes: 8, columns: 1 }, Buffer.from(name), [0]))
      table.each(() => {})
      assert.deepEqual(merged, ['abcdefgh'])
    })
})
