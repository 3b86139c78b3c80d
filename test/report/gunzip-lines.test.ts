import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { gunzipLines } from '../../lib/report/gunzip-lines.ts'
import { gzipText } from '../../lib/report/gzip-text.ts'

const linesOf = (text: string | Buffer) => Array.fromAsync(gunzipLines(gzipSync(text)))

describe('gunzipLines', () => {
  for (const [what, text, lines] of [
    ['nothing', '', []],
    ['one line', 'a\n', ['a']],
    ['empty lines', '\n\n', ['', '']],
    ['a last line without its line feed', 'a\nb', ['a', 'b']],
    [
      'lines longer than a chunk',
      `${'ü'.repeat(50_000)}\n${'x'.repeat(40_000)}\n`,
      ['ü'.repeat(50_000), 'x'.repeat(40_000)],
    ],
  ] as const)
    it(what, async () => assert.deepEqual(await linesOf(text), lines))

  it('reads what gzipText writes', async () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `{"index":${index}}`)
    const written = await Array.fromAsync(gzipText(Readable.from(lines.map((line) => `${line}\n`))))
    assert.deepEqual(await Array.fromAsync(gunzipLines(Buffer.concat(written))), lines)
  })

  for (const [what, bytes] of [
    ['no gzip', Buffer.from('plain')],
    ['cut off', gzipSync('a\n'.repeat(1000)).subarray(0, 20)],
  ] as const)
    it(`rejects what is ${what}`, () => assert.rejects(Array.fromAsync(gunzipLines(bytes))))
})
