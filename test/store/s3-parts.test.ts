import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { partsOf } from '../../lib/store/s3-parts.ts'

async function* each(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks
}

const cases: Readonly<Record<string, readonly [chunks: string[], parts: string[]]>> = {
  nothing: [[], ['']],
  'an empty chunk': [[''], ['']],
  'less than a part': [['ab'], ['ab']],
  'a part': [['abcd'], ['abcd']],
  'more than a part': [['abcde'], ['abcd', 'e']],
  'two parts, which are the end': [['abcdefgh'], ['abcd', 'efgh']],
  'many small chunks': [
    ['a', 'b', '', 'c', 'd', 'e'],
    ['abcd', 'e'],
  ],
  'chunks across parts': [
    ['abc', 'defghijk', 'l'],
    ['abcd', 'efgh', 'ijkl'],
  ],
}

describe('parts', () => {
  for (const [what, [chunks, parts]] of Object.entries(cases)) {
    it(`are made of ${what}`, async () => {
      const made = await Array.fromAsync(partsOf(each(...chunks.map((text) => Buffer.from(text))), 4))
      assert.deepEqual(
        made.map(({ bytes }) => Buffer.from(bytes).toString()),
        parts,
      )
      assert.deepEqual(
        made.map(({ isLast }) => isLast),
        parts.map((_, index) => index === parts.length - 1),
      )
    })
  }

  it('hold every byte, each but the last full, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.integer({ min: 1, max: 20 }),
        async (chunks, size) => {
          const parts = await Array.fromAsync(partsOf(each(...chunks), size))
          assert.deepEqual(Buffer.concat(parts.map(({ bytes }) => bytes)), Buffer.concat(chunks))
          assert.ok(parts.slice(0, -1).every(({ bytes }) => bytes.length === size))
          assert.equal(parts.filter(({ isLast }) => isLast).length, 1)
        },
      ),
    )
  })

  it('keep their bytes when a chunk is used again', async () => {
    async function* reusing() {
      const chunk = Buffer.alloc(2)
      for (const text of ['ab', 'cd', 'ef']) {
        chunk.write(text)
        yield chunk
      }
    }
    const parts = await Array.fromAsync(partsOf(reusing(), 4))
    assert.deepEqual(
      parts.map(({ bytes }) => Buffer.from(bytes).toString()),
      ['abcd', 'ef'],
    )
  })
})
