import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { firstDifference } from '../../lib/checks/first-difference.ts'
import type { Json } from '../../lib/json/json.ts'

const clause = (path: string, actual: string, expected: string): string =>
  `the first difference is at ${path}: ${actual}, where the true one has ${expected}`

suite('the first difference', () => {
  const cases: readonly (readonly [what: string, expected: Json, actual: Json, clause: string | null])[] = [
    ['none', { a: [1, { b: null }] }, { a: [1, { b: null }] }, null],
    ['none but the order of members', { a: 1, b: 2 }, { b: 2, a: 1 }, null],
    [
      'a number',
      { layers: [{ size: 1 }, { size: 2 }] },
      { layers: [{ size: 1 }, { size: 3 }] },
      clause('/layers/1/size', '3', '2'),
    ],
    ['the first of two', { a: 1, b: 1 }, { b: 2, a: 2 }, clause('/a', '2', '1')],
    ['a member too few', { a: 1, b: 'x' }, { a: 1 }, clause('/b', 'nothing', '"x"')],
    ['a member too many', { a: 1 }, { a: 1, b: [] }, clause('/b', '[]', 'nothing')],
    ['a member that objects inherit', { a: 1 }, { a: 1, toString: 1 }, clause('/toString', '1', 'nothing')],
    ['an element too many', [1], [1, 2], clause('/1', '2', 'nothing')],
    ['another type', { a: {} }, { a: [] }, clause('/a', '[]', '{}')],
    ['the root', {}, [], clause('its root', '[]', '{}')],
    ['a name with a slash', { 'a/b': 1 }, { 'a/b': 2 }, clause('/a~1b', '2', '1')],
    ['hidden characters', { a: 'x' }, { a: 'x\u202e' }, clause('/a', '"x\\u202e"', '"x"')],
  ]
  for (const [what, expected, actual, text] of cases)
    test(what, () => assert.equal(firstDifference(expected, actual), text))

  test('long values are cut', () => {
    const text = firstDifference({ a: 'x'.repeat(1000) }, { a: 'y'.repeat(1000) }) ?? ''
    assert.ok(text.length < 300, text)
    assert.match(text, /…/)
  })
})
