import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { smallest } from '../../lib/verify/smallest.ts'

test('a bounded map is the same in whatever order things come in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.nat(9)), { maxLength: 60 }).chain((pairs) =>
        fc.record({
          pairs: fc.constant(pairs),
          shuffled: fc.shuffledSubarray(pairs, { minLength: pairs.length, maxLength: pairs.length }),
        }),
      ),
      fc.integer({ min: 1, max: 5 }),
      ({ pairs, shuffled }, limit) => {
        const kept = (given: typeof pairs) => {
          const map = smallest<number>(limit)
          for (const [key, value] of given) map.add(key, (known) => Math.max(known ?? 0, value))
          return map.sorted()
        }
        const keys = [...new Set(pairs.map(([key]) => key))].toSorted().slice(0, limit)
        assert.deepEqual(
          kept(pairs).map(([key]) => key),
          keys,
        )
        assert.deepEqual(kept(shuffled), kept(pairs))
      },
    ),
    { seed: 1, numRuns: 300 },
  )
})
