import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { assay } from '../../lib/index.ts'
import { addBytes } from '../../lib/measure/sum.ts'

const most = Number.MAX_SAFE_INTEGER

describe('a sum of sizes', () => {
  it('is exact up to 2^53-1, stays there beyond it, and is the same in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat(), { maxLength: 6 }), (sizes) => {
        const exact = sizes.reduce((sum, size) => sum + BigInt(size), 0n)
        const expected = exact > BigInt(most) ? most : Number(exact)
        assert.equal(sizes.reduce(addBytes, 0), expected)
        assert.equal(sizes.toReversed().reduce(addBytes, 0), expected)
      }),
      { seed: 4 },
    )
  })

  it('of hostile claims fits the report’s schema, so that no audit takes the report for damaged', async () => {
    const layer = (letter: string) => ({ name: `sha256:${letter.repeat(64)}`, size: most })
    const image = (letter: string) => ({
      kind: 'Image',
      metadata: { name: `sha256:${letter.repeat(64)}` },
      dockerImageLayers: [layer(letter), layer('f')],
    })
    const { images, summary } = await assay({ kind: 'List', items: [image('a'), image('b')] })
    assert.deepEqual([summary.size.layers, summary.size.distinctLayers], [most, most])
    assert.deepEqual(
      images.map(({ size }) => [size.layers, size.distinctLayers]),
      [
        [most, most],
        [most, most],
      ],
    )
  })
})
