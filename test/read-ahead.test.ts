import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readAhead } from '../lib/read-ahead.ts'

const pause = () => new Promise((resolve) => setImmediate(resolve))

describe('readAhead', () => {
  for (const ahead of [0, 1, 3, 100])
    it(`gives results in order, ${ahead} ahead and no more`, async () => {
      let running = 0
      let most = 0
      const read = async (item: number) => {
        most = Math.max(most, ++running)
        for (let turn = 10 - item; turn > 0; turn--) await pause()
        running--
        return item * 2
      }
      const results = await Array.fromAsync(readAhead([1, 2, 3, 4, 5, 6], read, ahead))
      assert.deepEqual(results, [2, 4, 6, 8, 10, 12])
      assert.ok(most <= ahead + 1, `${most} at once`)
    })

  it('gives a result as soon as it is there, however many could be begun', async () => {
    const { promise: more, resolve } = Promise.withResolvers<void>()
    const items = async function* () {
      yield 1
      yield 2
      await more
      yield 3
    }
    const results: number[] = []
    for await (const result of readAhead(items(), async (item) => item, 5)) {
      results.push(result)
      // There are no more items until this one was seen.
      resolve()
    }
    assert.deepEqual(results, [1, 2, 3])
  })

  it('fails in its turn, whatever fails behind it', async () => {
    const read = async (item: number) => {
      if (item > 1) throw new Error(`item ${item}`)
      return item
    }
    const reading = readAhead([1, 2, 3], read, 5)
    assert.deepEqual(await reading.next(), { done: false, value: 1 })
    await assert.rejects(reading.next(), { message: 'item 2' })
  })
})
