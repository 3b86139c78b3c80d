import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Digest, digestBytes } from '../../lib/digest.ts'
import { createDigestRows } from '../../lib/spill/digest-rows.ts'
import { createDigestTable } from '../../lib/spill/digest-table.ts'

const algorithms = ['sha256', 'sha384', 'sha512'] as const

suite('a table of digests', () => {
  for (const memory of [0, 2 ** 30])
    test(`keeps digests of every algorithm apart, and names them as they were, with ${memory} bytes`, () => {
      const merged: Digest[] = []
      const table = createDigestTable({
        columns: 1,
        merge: (digest, known, at, given, from) => {
          merged.push(digest())
          known[at] = (known[at] as number) + (given[from] as number)
        },
        memory,
      })
      const digests = algorithms.flatMap((algorithm) =>
        ['a', 'b', 'c'].map((text) => digestBytes(text, algorithm)),
      )
      for (const number of [1, 10]) {
        const rows = createDigestRows(1)
        for (const digest of digests) rows.add(digest, [number])
        table.add(rows.rows())
      }
      const found: number[] = []
      table.each((numbers, at) => found.push(numbers[at] as number))
      assert.deepEqual(
        found,
        digests.map(() => 11),
      )
      assert.deepEqual(merged.toSorted(), digests.toSorted())
      table.close()
    })

  test('takes rows in the order in which they come, however many', () => {
    const rows = createDigestRows(2)
    const digests = Array.from({ length: 1000 }, (_, n) => digestBytes(String(n % 300)))
    for (const [n, digest] of digests.entries()) rows.add(digest, [n, -n])
    const table = createDigestTable({
      columns: 2,
      merge: (_digest, known, at, given, from) => {
        assert.ok((given[from] as number) > (known[at] as number))
        known[at + 1] = (known[at + 1] as number) + (given[from + 1] as number)
      },
    })
    table.add(rows.rows())
    const found = new Map<number, number>()
    table.each((numbers, at) => found.set(numbers[at] as number, numbers[at + 1] as number))
    const expected = Array.from({ length: 300 }, (_, n) => {
      let sum = 0
      for (let other = n; other < digests.length; other += 300) sum -= other
      return [n, sum] as const
    })
    assert.deepEqual(found, new Map(expected))
    table.close()
  })
})
