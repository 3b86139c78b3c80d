import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Hono } from 'hono/tiny'
import { requestNotes } from '../../../functions/serve/request-notes.ts'

const asked = async (writableFinished: boolean, close: (outgoing: EventEmitter) => Promise<void>) => {
  const said: string[] = []
  const outgoing = Object.assign(new EventEmitter(), { writableFinished })
  const app = new Hono()
  app.use(requestNotes((line) => said.push(line)))
  app.get('/large', (c) => c.text('a'))
  await app.request('/large?token=secret', {}, { outgoing })
  assert.deepEqual(said, [])
  await close(outgoing)
  await setTimeout()
  return said
}

describe('requestNotes', () => {
  it('says how long it took until the answer had gone out', async () => {
    const [line = '', ...more] = await asked(true, async (outgoing) => {
      await setTimeout(120)
      outgoing.emit('close')
    })
    const [, duration = ''] = /^GET \/large 200 (\d+) ms$/.exec(line) ?? assert.fail(line)
    assert.ok(Number(duration) >= 100, line)
    assert.deepEqual(more, [])
  })

  it('says that it broke off', async () => {
    const [line = ''] = await asked(false, async (outgoing) => void outgoing.emit('close'))
    assert.match(line, /^GET \/large 200 \d+ ms, broken off$/)
  })
})
