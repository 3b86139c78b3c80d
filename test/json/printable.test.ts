import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { printable } from '../../lib/json/printable.ts'

describe('printable', () => {
  for (const [what, text, shown] of [
    ['plain text', 'shop/ruby:2.7 größe 日本', 'shop/ruby:2.7 größe 日本'],
    ['an escape that clears the screen', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['an 8-bit control sequence introducer', '\u009b31m', '\\u009b31m'],
    ['an operating system command', '\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    [
      'line feed, carriage return, tab, backspace, delete',
      '\n\r\t\b\u007f',
      '\\u000a\\u000d\\u0009\\u0008\\u007f',
    ],
    ['a right-to-left override', 'nosj.\u202etxt', 'nosj.\\u202etxt'],
    ['bidirectional isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['a zero-width joiner, a soft hyphen, a byte-order mark', '\u200d\u00ad\ufeff', '\\u200d\\u00ad\\ufeff'],
    ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['a no-break space', 'a\u00a0b', 'a\\u00a0b'],
    ['a Hangul filler, invisible though a letter', '\u3164', '\\u3164'],
    ['stacked combining characters', 'a\u0301', 'a\\u0301'],
    ['a lone surrogate', 'a\ud800b', 'a\\ud800b'],
    ['tag characters', '\u{e0041}', '\\u{e0041}'],
  ] as const)
    it(what, () => assert.equal(printable(text), shown))

  it('leaves a text of the longest length, and marks where a longer one is cut', () => {
    assert.equal(printable('abcd', 4), 'abcd')
    assert.equal(printable('abcde', 4), 'abcd…')
  })

  it('bounds what it looks at', () => {
    const shown = printable('\u001b'.repeat(64 * 2 ** 20))
    assert.ok(shown.length < 4096 * 8)
  })

  it('never lets anything through that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        assert.doesNotMatch(printable(text), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u),
      ),
      { numRuns: 500 },
    )
  })
})
