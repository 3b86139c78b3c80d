import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { discardBody, readBody, readWhole } from '../../lib/store/s3-body.ts'

const answer = (ContentLength: number | undefined, ...chunks: string[]) => ({
  ContentLength,
  Body: Readable.from(chunks.map((chunk) => Buffer.from(chunk))),
})
const broken = { cause: 'BodyBroken' }

/** Gives a chunk, and then nothing. */
const stalling = () => {
  const body = new Readable({ read() {} })
  body.push('ab')
  return body
}

describe('the body of an answer', () => {
  it('is read whole', async () => {
    assert.equal(String(await readWhole(answer(4, 'ab', 'cd'), 1000)), 'abcd')
    assert.equal(String(await readWhole(answer(0), 1000)), '')
  })

  for (const [what, length] of [
    ['ends too early', 5],
    ['goes on beyond its length', 3],
    ['has no length', undefined],
  ] as const) {
    it(`is broken when it ${what}`, () => assert.rejects(readWhole(answer(length, 'ab', 'cd'), 1000), broken))
  }

  it('never gives more than its length', async () => {
    const given: string[] = []
    const reading = async () => {
      for await (const chunk of readBody(answer(3, 'ab', 'cd'), 1000)) given.push(String(chunk))
    }
    await assert.rejects(reading(), broken)
    assert.deepEqual(given, ['ab'])
  })

  it('is broken when nothing comes for too long', () =>
    assert.rejects(readWhole({ Body: stalling(), ContentLength: 4 }, 20), broken))

  it('is broken when there is none', () => assert.rejects(readWhole({ ContentLength: 0 }, 1000), broken))

  it('is broken when its stream fails, even before anyone reads', async () => {
    const Body = stalling()
    const chunks = readBody({ Body, ContentLength: 4 }, 1000)
    Body.destroy(new Error('aborted'))
    await new Promise(setImmediate)
    await assert.rejects(Array.fromAsync(chunks), broken)
  })

  it('is closed by a reader who leaves, and by one who never came', async () => {
    const Body = stalling()
    for await (const _ of readBody({ Body, ContentLength: 4 }, 1000)) break
    assert.ok(Body.destroyed)
    const unread = stalling()
    discardBody({ Body: unread })
    assert.ok(unread.destroyed)
  })
})
