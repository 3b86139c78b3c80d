import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { createLines, linesOf } from '../../lib/spill/lines.ts'

const line = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n'))

suite('lines', () => {
  test('come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(line), (texts) => {
        const lines = createLines()
        for (const text of texts) lines.add(text)
        const found = [...linesOf(Buffer.from(lines.bytes()))].map((bytes) => bytes.toString())
        assert.deepEqual(found, texts)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  test('have memory of their own, to be handed over', () => {
    const [one, other] = [createLines(), createLines()].map((lines) => lines.bytes())
    assert.notEqual(one?.buffer, other?.buffer)
    const lines = createLines()
    lines.add('a')
    assert.equal(lines.bytes().buffer.byteLength, 2)
  })
})
