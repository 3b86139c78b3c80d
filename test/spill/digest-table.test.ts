import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Digest, digestBytes } from '../../lib/digest.ts'
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
      for (const digest of digests) table.add(digest, [1])
      for (const digest of digests) table.add(digest, [10])
      const found: number[] = []
      table.each((numbers, at) => found.push(numbers[at] as number))
      assert.deepEqual(
        found,
        digests.map(() => 11),
      )
      assert.deepEqual(merged.toSorted(), digests.toSorted())
      table.close()
    })
})
