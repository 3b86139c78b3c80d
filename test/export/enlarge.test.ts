import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enlarge } from '../../lib/export/enlarge.ts'
import { chunkBytes } from '../../lib/export/source.ts'

async function* pieces(count: number, size: number): AsyncGenerator<Buffer, string> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(size, index)
  return 'the end'
}

const cases: readonly [count: number, size: number, ...lengths: number[]][] = [
  [0, 1],
  [3, 7, 21],
  [1, chunkBytes, chunkBytes],
  [3, 2 * chunkBytes, 2 * chunkBytes, 2 * chunkBytes, 2 * chunkBytes],
  [10, chunkBytes / 4, chunkBytes, chunkBytes, chunkBytes / 2],
]

for (const [count, size, ...lengths] of cases)
  test(`${count} pieces of ${size} bytes`, async () => {
    const found: Buffer[] = []
    const text = enlarge(pieces(count, size))
    for (;;) {
      const next = await text.next()
      if (next.done === true) {
        assert.equal(next.value, 'the end')
        break
      }
      found.push(next.value)
    }
    assert.deepEqual(
      found.map((piece) => piece.length),
      lengths,
    )
    const whole: Buffer[] = []
    for await (const piece of pieces(count, size)) whole.push(piece)
    assert.deepEqual(Buffer.concat(found), Buffer.concat(whole))
  })
