import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Digest } from '../../lib/digest.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { budgetOf } from '../../lib/verify/budget.ts'
import { knowledgeFor } from '../../lib/verify/knowledge.ts'
import { osVersionSearches, versionlessIndex } from '../../lib/verify/os-version.ts'
import type { IndexPuzzle } from '../../lib/verify/puzzle.ts'

const digest = (n: number): Digest => `sha256:${n.toString(16).padStart(64, '0')}` as Digest

const index = (entries: number): IndexPuzzle => ({
  type: 'index',
  digest: digest(0),
  repository: null,
  entries: Array.from({ length: entries }, (_, n) => ({
    digest: digest(1 + n),
    mediaType: null,
    size: 500,
    architecture: 'amd64',
    os: 'windows',
    variant: null,
  })),
  mediaType: null,
})

describe('a search for os.version', () => {
  for (const unknown of [0, 1, 2])
    it(`ends with its hashes, ${unknown} unknown and 60 of two choices each`, () => {
      const puzzle = index(60 + unknown)
      const known = knowledgeFor([puzzle])
      for (const version of ['10.0.17763.1', '10.0.17763.2'])
        known.learn({
          digest: digest(9999),
          layerCount: 0,
          topLayer: null,
          form: null,
          names: [],
          annotations: null,
          osVersion: null,
          baseLayer: null,
          children: puzzle.entries
            .slice(unknown)
            .map((entry) => ({ ...entry, size: 500, osVersion: version })),
        })
      const budget = budgetOf({ ...defaultLimits, osVersionHashes: 5000 }, 'osVersionHashes', 1)
      for (const search of osVersionSearches)
        assert.equal(search(versionlessIndex(puzzle, known), budget), null)
      assert.ok(budget.exhausted)
    })
})
