import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSearch } from '../../lib/assay/search.ts'
import type { Digest } from '../../lib/digest.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { noEvidence } from '../../lib/verify/evidence.ts'
import type { Puzzle } from '../../lib/verify/puzzle.ts'

/** An index that nothing proves: of no entries, or with a field of some 8,192 characters each that it is to weigh. */
const puzzle = (number: number, weight = 1): Puzzle => ({
  type: 'index',
  digest: `sha256:${number.toString(16).padStart(64, '0')}` as Digest,
  repository: 'x'.repeat((weight - 1) * 8192),
  entries: [],
  mediaType: null,
})

/** Which of the puzzles a search over three of them takes, by their keys from the smallest on. */
const taken = async (puzzles: readonly Puzzle[]): Promise<boolean[]> => {
  const search = createSearch(defaultLimits, 0, 3)
  try {
    const keys = puzzles.map((one) => search.ask(one)).toSorted()
    const settlements = (await search.settle({ repair: false }, noEvidence))(keys)
    return keys.map((key) => !settlements.get(key)?.tried.some((what) => what.startsWith('no search')))
  } finally {
    search.close()
  }
}

const puzzles = [1, 2, 3, 4].map((number) => puzzle(number))

test('of too many puzzles those of the smallest keys are searched for, in whatever order they come', async () => {
  assert.deepEqual(await taken(puzzles), [true, true, true, false])
  assert.deepEqual(await taken(puzzles.toReversed()), [true, true, true, false])
  assert.deepEqual(await taken(puzzles.slice(1)), [true, true, true])
})

test('a large puzzle counts for several', async () => {
  /** Whichever of these has its key where it is wanted. */
  const withKeyAt = async (place: number, weight: number): Promise<readonly Puzzle[]> => {
    const search = createSearch(defaultLimits)
    const keyOf = (one: Puzzle): string => search.ask(one)
    for (let number = 5; ; number++) {
      const list = [puzzle(number, weight), ...puzzles.slice(0, 2)]
      const sorted = list.map(keyOf).toSorted()
      if (sorted.indexOf(keyOf(list[0] as Puzzle)) === place) {
        search.close()
        return list
      }
    }
  }
  assert.deepEqual(await taken(await withKeyAt(0, 1)), [true, true, true])
  assert.deepEqual(await taken(await withKeyAt(0, 2)), [true, true, false])
  assert.deepEqual(await taken(await withKeyAt(0, 3)), [true, false, false])
  assert.deepEqual(await taken(await withKeyAt(2, 2)), [true, true, false])
  assert.deepEqual(await taken(await withKeyAt(1, 4)), [true, false, false])
})
