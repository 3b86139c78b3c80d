import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultLimits } from '../../lib/limits.ts'
import { budgetOf, type SearchLimit, spend } from '../../lib/verify/budget.ts'

describe('hashes that one of so many images may spend', () => {
  const rows: readonly (readonly [name: SearchLimit, images: number, limit: number, by: string])[] = [
    ['annotationHashes', 1, 20_000, 'annotationHashes'],
    ['annotationHashes', 2000, 20_000, 'annotationHashes'],
    ['annotationHashes', 20_000, 2000, 'searchHashes'],
    ['osVersionHashes', 1, 10_000_000, 'osVersionHashes'],
    ['osVersionHashes', 4, 10_000_000, 'osVersionHashes'],
    ['osVersionHashes', 5, 8_000_000, 'searchHashes'],
    ['repairHashes', 0, 2_000_000, 'repairHashes'],
    ['repairHashes', 100, 2_000_000, 'repairHashes'],
    ['repairHashes', 101, 1_980_198, 'allRepairHashes'],
    ['repairHashes', 1000, 200_000, 'allRepairHashes'],
  ]
  for (const [name, images, limit, by] of rows)
    it(`${name}, ${images}: ${limit}, by ${by}`, () => {
      assert.deepEqual(budgetOf(defaultLimits, name, images), { limit, by, spent: 0, exhausted: false })
    })

  it('are refused once they are spent; a long text counts as several', () => {
    const budget = budgetOf({ ...defaultLimits, repairHashes: 4 }, 'repairHashes', 1)
    assert.deepEqual(
      [4095, 4096, 1, 1].map((bytes) => spend(budget, bytes)),
      [true, true, true, false],
    )
    assert.deepEqual([budget.spent, budget.exhausted], [4, true])
  })
})
