import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { isBase64 } from '../lib/base64.ts'

const cases: readonly (readonly [text: string, is: boolean])[] = [
  ['', true],
  ['YWJj', true],
  ['YWI=', true],
  ['YQ==', true],
  ['+/+/', true],
  ['YWJjYQ==', true],
  ['Y===', false],
  ['====', false],
  ['=', false],
  ['YW=j', false],
  ['YQ==YQ==', false],
  ['YWJ', false],
  ['YWJjYQ', false],
  ['YWJjYQ=', false],
  ['-_-_', false],
  ['YW Jj', false],
  ['YWJj\n', false],
  ['YWJj\nYQ==', false],
  ['äöü=', false],
]

suite('base64', () => {
  for (const [text, is] of cases) test(JSON.stringify(text), () => assert.equal(isBase64(text), is))

  test('is what a buffer writes as such', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => isBase64(Buffer.from(bytes).toString('base64'))))
  })

  test('of 16 MiB is told', () => assert.ok(isBase64('A'.repeat(2 ** 24))))
})
