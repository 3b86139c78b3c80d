import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { differences, showsText } from './excerpt.ts'

suite('an excerpt of a text', () => {
  const output = 'one\ntwo words\nthree   \nfour\n'
  const rows: [excerpt: string, shows: boolean][] = [
    ['one\ntwo words\nthree\nfour\n', true],
    ['one\n…\nfour\n', true],
    ['…\n', true],
    ['one\ntwo …\n…\n', true],
    ['one\n…\nthree\nfour\n…\n', true],
    ['one\nfour\n', false],
    ['one\n', false],
    ['two words\nthree\nfour\n', false],
    ['one\ntwo.words\nthree\nfour\n', false],
    ['…\nfive\n', false],
  ]
  for (const [excerpt, shows] of rows)
    test(`${JSON.stringify(excerpt)} is ${shows ? 'one' : 'none'}`, () =>
      assert.equal(showsText(excerpt, output), shows))
})

suite('an excerpt of JSON', () => {
  const value = {
    name: 'ruby@sha256:0a',
    sizes: [1, 2, 3],
    verification: { verdict: 'verified', reason: null },
  }
  const rows: [excerpt: typeof value | object, paths: string[]][] = [
    [value, []],
    [{}, []],
    [{ name: 'ruby@…' }, []],
    [{ sizes: [1, '…'] }, []],
    [{ verification: { reason: null } }, []],
    [{ name: 'perl@…' }, ['/name']],
    [{ sizes: [1, 2] }, ['/sizes']],
    [{ sizes: [1, 2, 3, '…'] }, ['/sizes']],
    [{ sizes: [1, 9, 3] }, ['/sizes/1']],
    [
      { verification: { verdict: 'mismatch', reason: 'x' } },
      ['/verification/verdict', '/verification/reason'],
    ],
    [{ missing: null }, ['/missing']],
    [{ verification: 'verified' }, ['/verification']],
  ]
  for (const [excerpt, paths] of rows)
    test(`${JSON.stringify(excerpt)} ${paths.length === 0 ? 'is one' : `differs at ${paths.join()}`}`, () =>
      assert.deepEqual(differences(JSON.parse(JSON.stringify(excerpt)), value), paths))
})
