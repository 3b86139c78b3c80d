import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nearest } from '../../../functions/cli/nearest.ts'

const candidates = ['report', 'manifest', 'checks', 'schema']

describe('nearest', () => {
  for (const [word, meant] of [
    ['reprot', 'report'],
    ['Report', 'report'],
    ['check', 'checks'],
    ['chekcs', 'checks'],
    ['man', 'manifest'],
    ['xyzzy', null],
    ['', null],
    ['r'.repeat(2 ** 20), null],
  ] as const)
    it(`${word.slice(0, 20)} means ${meant}`, () => assert.equal(nearest(word, candidates), meant))
})
