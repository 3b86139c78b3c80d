import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { fitsPattern } from '../../lib/policy/pattern.ts'

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

  // What goes back to try again never ends here; what is linear takes a blink.
  for (const pattern of ['**a**a**a**a**a**b', '*a*a*a*a*a*b', '**a*a**a*a**b'])
    test(`${pattern} is decided for a text of a million letters`, () => {
      assert.equal(fitsPattern(pattern, 'a'.repeat(1_000_000)), false)
      assert.equal(fitsPattern(pattern, `${'a'.repeat(1_000_000)}b`), true)
    })
})
