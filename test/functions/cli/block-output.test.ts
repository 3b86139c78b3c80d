import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { blockOutput } from '../../../functions/cli/block-output.ts'

const collected = (answers: readonly (boolean | Error)[] = []) => {
  const written: string[] = []
  const write = async (data: string | Uint8Array): Promise<boolean> => {
    const answer = answers[written.length] ?? true
    written.push(String(data))
    if (answer instanceof Error) throw answer
    return answer
  }
  return { written, ...blockOutput({ write }) }
}

suite('text in blocks', () => {
  test('is written as one when nothing else is done', async () => {
    const { written, write } = collected()
    assert.ok(await write('a'))
    assert.ok(await write('b'))
    assert.deepEqual(written, [])
    await setImmediate()
    assert.deepEqual(written, ['ab'])
    await write('c')
    await setImmediate()
    assert.deepEqual(written, ['ab', 'c'])
  })

  test('is written when there is enough of it, at first soon', async () => {
    const { written, write } = collected()
    const line = 'x'.repeat(999)
    for (let n = 0; n < 1000; n++) await write(`${line}\n`)
    const sizes = written.map((block) => block.length)
    assert.deepEqual(sizes.slice(0, 7), [2000, 3000, 5000, 9000, 17_000, 33_000, 66_000])
    assert.deepEqual([...new Set(sizes.slice(6))], [66_000])
  })

  test('is written to the end', async () => {
    const { written, write, flush } = collected()
    await write('a')
    assert.ok(await flush())
    assert.ok(await flush())
    assert.deepEqual(written, ['a'])
  })

  test('stops where the reader has gone', async () => {
    const { write, flush } = collected([false])
    await write('a')
    assert.equal(await flush(), false)
    assert.equal(await write('b'), false)
    assert.equal(await flush(), false)
  })

  test('fails with what the system says, in the write or flush that follows', async () => {
    const full = new Error('no space left on device')
    const { write, flush } = collected([full])
    await write('a')
    await setImmediate()
    await write('b')
    await assert.rejects(flush(), full)
  })
})
