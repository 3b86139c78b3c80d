import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { printable } from '../../lib/json/printable.ts'

const cases: readonly [what: string, text: string, shown: string][] = [
  ['plain text stays', 'ruby:2.7 é 鍵 😀', 'ruby:2.7 é 鍵 😀'],
  ['a terminal escape', '\u001b[31mred', String.raw`\u001b[31mred`],
  ['a line break', 'a\r\nb', String.raw`a\u000d\u000ab`],
  ['NUL, DEL and a C1 control', '\0\x7f\x9b', String.raw`\u0000\u007f\u009b`],
  ['bidirectional controls', '\u202eexe\u2066\u2069\u200f', String.raw`\u202eexe\u2066\u2069\u200f`],
  ['what cannot be seen', '\u200b\ufeff\u00ad', String.raw`\u200b\ufeff\u00ad`],
  ['line separators', '\u2028\u2029', String.raw`\u2028\u2029`],
  ['half a pair', 'a\ud800', String.raw`a\ud800`],
  ['tag characters', '\u{e0041}', String.raw`\u{e0041}`],
]

suite('what would act on a terminal is made visible', () => {
  for (const [what, text, shown] of cases) test(what, () => assert.equal(printable(text), shown))
})

suite('length', () => {
  test('up to the bound it stays', () => assert.equal(printable('abcd', 4), 'abcd'))
  test('beyond it is cut', () => assert.equal(printable('abcde', 4), 'abcd…'))
  test('64 MiB are cut before anything else looks at them', () =>
    assert.equal(printable('x'.repeat(2 ** 26)), `${'x'.repeat(80)}…`))
})
