import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { budgetOf } from '../../lib/verify/budget.ts'
import { markersFor, searchNumbers } from '../../lib/verify/number-search.ts'

const budgetFor = (repairHashes: number) => budgetOf({ ...defaultLimits, repairHashes }, 'repairHashes', 1)

const slot = { marker: 'NUMBER', start: 0, step: 1 }

describe('a number in a text', () => {
  for (const [what, text, truth] of [
    ['of one digit', 'size NUMBER.', 7],
    ['of two, the first of that length', 'size NUMBER.', 10],
    ['of five', '{"size":NUMBER,"é":1}', 12_345],
    ['at the beginning', 'NUMBER bytes', 99],
    ['at the end', 'bytes: NUMBER', 1000],
    ['zero', 'bytes: NUMBER', 0],
  ] as const)
    for (const algorithm of ['sha256', 'sha512'] as const)
      it(`${what}, ${algorithm}`, () => {
        const digest = digestBytes(text.replace('NUMBER', String(truth)), algorithm)
        const budget = budgetFor(100_000)
        assert.equal(searchNumbers(text, [slot], [0, 20_000], digest, budget), truth)
        assert.equal(budget.spent, truth + 1)
      })

  it('that two places share, one rising and one falling', () => {
    const digest = digestBytes('a 9983 b 17')
    const slots = [slot, { marker: 'OTHER', start: 10_000, step: -1 }]
    assert.equal(searchNumbers('a OTHER b NUMBER', slots, [1, 20_000], digest, budgetFor(100_000)), 17)
  })

  it('is not tried below zero', () => {
    const budget = budgetFor(100)
    const slots = [{ marker: 'OTHER', start: 5, step: -1 }]
    assert.equal(searchNumbers('OTHER', slots, [0, 50], digestBytes('none'), budget), null)
    assert.equal(budget.spent, 6)
  })

  it('is not tried beyond the budget, and that is said', () => {
    const budget = budgetFor(10)
    assert.equal(searchNumbers('NUMBER', [slot], [0, 50], digestBytes('11'), budget), null)
    assert.deepEqual(budget, { limit: 10, by: 'repairHashes', spent: 10, exhausted: true })
  })

  it('costs more in a long text', () => {
    const budget = budgetFor(100)
    searchNumbers(`NUMBER${' '.repeat(9000)}`, [slot], [0, 0], digestBytes('none'), budget)
    assert.equal(budget.spent, 3)
  })
})

describe('markers', () => {
  it('stand nowhere in the text, and are different', () => {
    const [first = 0] = markersFor('', 1)
    const markers = markersFor(`{"digest":"${first}"}`, 3)
    assert.equal(new Set(markers).size, 3)
    assert.ok(!markers.includes(first))
    for (const marker of markers) assert.ok(Number.isSafeInteger(marker))
  })
})
