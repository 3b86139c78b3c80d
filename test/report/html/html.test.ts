import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { type Html, html, textOf } from '../../../lib/report/html/html.ts'

const inText = (text: string): string => textOf(html`<p>${text}</p>`)

suite('what is put into a template', () => {
  const cases: readonly (readonly [what: string, markup: Html, text: string])[] = [
    ['a tag', html`<p>${'<script>alert(1)</script>'}</p>`, '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
    [
      'quotes in an attribute',
      html`<p title="${`"><img onerror='x'>`}"></p>`,
      '<p title="&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;"></p>',
    ],
    ['an entity', html`${'&lt;'}`, '&amp;lt;'],
    ['what turns the reading order', html`${'a\u202eb\u2066c'}`, 'a\\u202eb\\u2066c'],
    ['what is not seen', html`${'a\u200bb\u0000c\ufeff'}`, 'a\\u200bb\\u0000c\\ufeff'],
    ['a lone surrogate', html`${'a\ud800'}`, 'a\\ud800'],
    ['letters of any script', html`${'wörld 世界 שלום'}`, 'wörld 世界 שלום'],
    ['a number', html`${12}`, '12'],
    ['nothing', html`a${null}b${false}c`, 'abc'],
    ['markup', html`<b>${html`<i>${'&'}</i>`}</b>`, '<b><i>&amp;</i></b>'],
    ['a list', html`${['<', html`<br>`, [1, 2]]}`, '&lt;<br>12'],
  ]
  for (const [what, markup, text] of cases) test(what, () => assert.equal(textOf(markup), text))

  test('what looks like markup out of an export is none', () => {
    const forged = JSON.parse('{"markup":"<b>","Symbol(markup)":"<b>"}')
    assert.throws(() => textOf(html`${forged}`))
  })

  test('ten thousand characters are cut', () => assert.equal(inText('x'.repeat(10_000)).length, 600 + 8))

  test('whatever it is, it opens no tag and leaves no attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(inText(text).slice(3, -4), /[<>"']/)
        assert.doesNotMatch(inText(text), /&(?!(amp|lt|gt|quot|#39);)/)
      }),
    )
  })

  test('line breaks of the source go beside tags and are spaces between words', () => {
    const markup = html`
      <p>
        one
        two ${'three'}
        four
      </p>
    `
    assert.equal(textOf(markup), '<p>one two three four</p>')
  })
})

test('every insert into an attribute is quoted, and none stands in a tag, a script or a style sheet', () => {
  const folder = join(import.meta.dirname, '../../../lib/report/html')
  for (const file of readdirSync(folder)) {
    const source = readFileSync(join(folder, file), 'utf8')
    assert.doesNotMatch(source, /=\$\{[^}]*\}[^`]*>/, `${file}: an attribute without quotes`)
    assert.doesNotMatch(source, /html`[^`]*<\/?\$\{/, `${file}: a tag's name`)
    assert.doesNotMatch(source, /javascript:|\son[a-z]+="/, `${file}: a handler`)
    assert.doesNotMatch(source, /\sstyle="/, `${file}: a style that the policy forbids`)
  }
})
