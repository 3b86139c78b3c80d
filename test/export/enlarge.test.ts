import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enlarge } from '../../lib/export/enlarge.ts'

async function* pieces(count: number, size: number): AsyncGenerator<Buffer, string> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(size, index)
  return 'the end'
}

const cases: readonly [count: number, size: number, ...lengths: number[]][] = [
  [0, 1],
  [3, 7, 21],
  [1, 2 ** 20, 2 ** 20],
  [3, 2 ** 20, 2 ** 20, 2 ** 20, 2 ** 20],
  [20, 2 ** 16, 2 ** 19, 2 ** 19, 4 * 2 ** 16],
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
