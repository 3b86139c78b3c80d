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
      fc.boolean(),
      ({ pairs, shuffled }, limit, weighed) => {
        /** Of one key all values weigh the same. */
        const weightOf = (key: string): number => (weighed ? key.length + 1 : 1)
        const kept = (given: typeof pairs) => {
          const map = smallest<{ readonly key: string; readonly value: number }>(limit, ({ key }) =>
            weightOf(key),
          )
          for (const [key, value] of given)
            map.add(key, (known) => ({ key, value: Math.max(known?.value ?? 0, value) }))
          return map.sorted()
        }
        let room = limit
        const keys: string[] = []
        for (const key of [...new Set(pairs.map(([name]) => name))].toSorted()) {
          room -= weightOf(key)
          if (room < 0) break
          keys.push(key)
        }
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
