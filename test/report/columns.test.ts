import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beside, columnsOf, padEnd, padStart, shorten, shortenStart, wrap } from '../../lib/report/columns.ts'

describe('columns', () => {
  for (const [text, columns] of [
    ['', 0],
    ['ruby', 4],
    ['…', 1],
    ['größe', 5],
    ['日本', 4],
    ['한국어', 6],
    ['ｒｕｂｙ', 8],
    ['🐳', 2],
  ] as const)
    it(`${JSON.stringify(text)} takes ${columns}`, () => assert.equal(columnsOf(text), columns))
})

describe('shorten', () => {
  for (const [text, columns, expected] of [
    ['ruby:2.7', 8, 'ruby:2.7'],
    ['ruby@sha256:0123456789', 11, 'ruby@…56789'],
    ['abcdef', 1, '…'],
    ['abcdef', 2, 'a…'],
    ['日本語日本語', 7, '日…語'],
    ['🐳🐳🐳🐳', 5, '🐳…🐳'],
  ] as const)
    it(`${text} in ${columns}: ${expected}`, () => {
      assert.equal(shorten(text, columns), expected)
      assert.ok(columnsOf(shorten(text, columns)) <= columns)
    })
})

describe('shortenStart', () => {
  for (const [text, columns, expected] of [
    ['shop/ruby', 9, 'shop/ruby'],
    ['registry.example/shop/ruby', 10, '…shop/ruby'],
    ['日本語', 4, '…語'],
  ] as const)
    it(`${text} in ${columns}: ${expected}`, () => assert.equal(shortenStart(text, columns), expected))
})

describe('padding', () => {
  it('counts wide characters as two', () => {
    assert.equal(padEnd('日', 4), '日  ')
    assert.equal(padStart('日', 4), '  日')
    assert.equal(padEnd('long', 2), 'long')
  })
})

describe('wrap', () => {
  for (const [text, columns, lines] of [
    ['', 10, ['']],
    ['one two three', 7, ['one two', 'three']],
    ['one', 3, ['one']],
    ['abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['日本語', 4, ['日本', '語']],
  ] as const)
    it(`${JSON.stringify(text)} at ${columns}`, () => assert.deepEqual(wrap(text, columns), lines))
})

describe('beside', () => {
  for (const [columns, lines] of [
    [24, ['ab  one two three four', '    five']],
    [23, ['ab  ', '    one two three four', '    five']],
  ] as const)
    it(`what stands on the left, at ${columns}`, () =>
      assert.deepEqual(beside('ab  ', 4, 'one two three four five', columns), lines))
})
