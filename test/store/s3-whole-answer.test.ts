import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { boundAnswers } from '../../lib/store/s3-whole-answer.ts'

type Middleware = (next: () => Promise<unknown>, context: object) => (args: object) => Promise<unknown>

/** Has an answer to a command go by what a client was given. */
const answer = async (command: string, statusCode: number, body: Readable): Promise<void> => {
  let given: Middleware | undefined
  const add = (middleware: Middleware): void => {
    given = middleware
  }
  boundAnswers({ middlewareStack: { add } } as unknown as S3Client, 20)
  await given?.(async () => ({ response: { statusCode, body } }), { commandName: command })({})
}

const silent = () => Object.assign(new Readable({ read() {} }), { socket: { bytesRead: 0 } })
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

describe('an answer that is read whole', () => {
  for (const [command, status] of [
    ['ListObjectsV2Command', 200],
    ['GetObjectCommand', 404],
    ['PutObjectCommand', 412],
  ] as const)
    it(`is broken off when nothing more comes: ${command}, ${status}`, async () => {
      const body = silent()
      await answer(command, status, body)
      const [error] = await once(body, 'error')
      assert.deepEqual([error.cause, '$retryable' in error], ['TimeoutError', true])
    })

  it('is waited for while something comes', async () => {
    const body = silent()
    await answer('CompleteMultipartUploadCommand', 200, body)
    for (let blank = 0; blank < 10; blank += 1) {
      body.socket.bytesRead += 1
      await setTimeout(10)
    }
    const isBroken = body.destroyed
    body.destroy()
    assert.equal(isBroken, false)
  })

  it('holds the process no longer than it lasts, even where it had ended before', async () => {
    const before = timers()
    for (const isEarly of [true, false]) {
      const body = silent()
      if (isEarly) await once(body.destroy(), 'close')
      await answer('DeleteObjectCommand', 204, body)
      if (!isEarly) await once(body.destroy(), 'close')
      assert.ok(timers() <= before, `${timers()} timers of ${before}, early: ${isEarly}`)
    }
  })
})

it('the body of an object that was found is left to who reads it', async () => {
  const before = timers()
  await answer('GetObjectCommand', 200, silent())
  assert.equal(timers(), before)
})
