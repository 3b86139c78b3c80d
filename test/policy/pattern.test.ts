import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { fitsPattern } from '../../lib/policy/pattern.ts'
import { growth, linear } from '../json/growth.ts'

const rows: [pattern: string, text: string, fits: boolean][] = [
  ['webshop/checkout', 'webshop/checkout', true],
  ['webshop/checkout', 'webshop/checkout2', false],
  ['webshop/checkout', 'awebshop/checkout', false],
  ['webshop/*', 'webshop/checkout', true],
  ['webshop/*', 'webshop/', true],
  ['webshop/*', 'webshop/a/b', false],
  ['webshop/**', 'webshop/a/b', true],
  ['*/checkout', '/checkout', true],
  ['*/checkout', 'a/b/checkout', false],
  ['**/checkout', 'a/b/checkout', true],
  ['**', '', true],
  ['*', '', true],
  ['*', '/', false],
  ['a*c', 'abc', true],
  ['a*c', 'ac', true],
  ['a*c', 'acb', false],
  ['a**c', 'a/b/c', true],
  ['a***c', 'a/b/c', true],
  ['*a*b*', 'xxaxxbxx', true],
  ['*.svc:5000/*', 'image-registry.svc:5000/x', true],
  ['a.c', 'abc', false],
  ['a?c', 'abc', false],
  ['[a-z]', 'b', false],
  ['A*', 'abc', false],
  ['*', '😀', true],
  ['😀*', '😀x', true],
]

suite('a pattern', () => {
  for (const [pattern, text, fits] of rows)
    test(`${pattern} ${fits ? 'fits' : 'does not fit'} ${JSON.stringify(text)}`, () =>
      assert.equal(fitsPattern(pattern, text), fits))

  test('fits what the regular expression of the same meaning fits', () => {
    const expression = (pattern: string) =>
      new RegExp(
        `^${pattern.replaceAll('.', '\\.').replaceAll(/\*+/g, (stars) => (stars === '*' ? '[^/]*' : '.*'))}$`,
      )
    const letters = fc.constantFrom('a', 'b', '/', '.')
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '**'), maxLength: 8 }),
        fc.string({ unit: letters, maxLength: 12 }),
        (pattern, text) => assert.equal(fitsPattern(pattern, text), expression(pattern).test(text)),
      ),
      { numRuns: 5000 },
    )
  })

  for (const pattern of ['**a**a**a**a**a**b', '*a*a*a*a*a*b', '**a*a**a*a**b', 'a'])
    test(`${pattern}: twice the text takes at most 2.3 times the time`, () => {
      const ratio = growth(
        (size) => 'a'.repeat(size),
        20_000,
        (bytes) => fitsPattern(pattern, bytes.toString()),
      )
      assert.ok(ratio <= linear, `took ${ratio.toFixed(2)} times`)
    })
})
