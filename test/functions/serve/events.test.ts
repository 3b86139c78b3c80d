import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { httpApp } from '../../../functions/http/app.ts'
import { eventsRoute } from '../../../functions/serve/events-route.ts'
import { isSecret } from '../../../functions/serve/secret.ts'
import { fileStore } from '../../../lib/store/file.ts'
import { sampleEvent } from '../upload/sample-events.ts'

const secret = 'a secret of some length'

const appWith = (given: string | undefined = secret, fails = false) => {
  const events: unknown[] = []
  const faults: unknown[] = []
  const onEvent = async (event: unknown) => {
    if (fails) throw new Error('cannot')
    events.push(event)
  }
  const app = httpApp(
    {
      store: fileStore('/nonexistent'),
      bodyBytes: 10,
      uploadWay: '',
      simultaneous: 1,
      onFault: (error) => faults.push(error),
    },
    { routes: [eventsRoute({ secret: given, onEvent })] },
  )
  const send = (
    query = '',
    headers: Record<string, string> = {},
    body = JSON.stringify(sampleEvent('ceph-object-created')),
  ) => Promise.resolve(app.request(`/v1/events${query}`, { method: 'POST', headers, body }))
  return { app, send, events, faults }
}

describe('POST /v1/events', () => {
  for (const [what, query, headers] of [
    ['a bearer token', '', { authorization: `Bearer ${secret}` }],
    ['a token in the query', `?token=${encodeURIComponent(secret)}`, {}],
  ] as const)
    it(`takes an event with ${what}, and gives it to the handler as it is`, async () => {
      const { send, events } = appWith()
      const response = await send(query, { ...headers })
      assert.deepEqual([response.status, await response.text()], [204, ''])
      assert.deepEqual(events, [sampleEvent('ceph-object-created')])
    })

  for (const [what, query, headers] of [
    ['no secret', '', {}],
    ['an empty one', '?token=', {}],
    ['another', '?token=another', {}],
    ['its beginning', `?token=${secret.slice(0, -1)}`, {}],
    [
      'a wrong header, whatever the query says',
      `?token=${encodeURIComponent(secret)}`,
      { authorization: 'Bearer x' },
    ],
  ] as const)
    it(`refuses ${what}: 401, and the handler hears nothing`, async () => {
      const { send, events } = appWith()
      const response = await send(query, { ...headers })
      assert.equal(response.status, 401)
      assert.equal(response.headers.get('www-authenticate'), 'Bearer')
      assert.deepEqual(events, [])
    })

  it('refuses everybody where there is no secret: 403', async () => {
    const { events } = appWith()
    const app = httpApp(
      { store: fileStore('/nonexistent'), bodyBytes: 1, uploadWay: '', simultaneous: 1, onFault: () => {} },
      { routes: [eventsRoute({ secret: undefined, onEvent: async (event) => void events.push(event) })] },
    )
    const response = await app.request('/v1/events?token=', { method: 'POST', body: '{}' })
    assert.equal(response.status, 403)
    assert.deepEqual(events, [])
  })

  it('refuses what is no JSON: 400, and what is far too long: 413', async () => {
    const { send } = appWith()
    const headers = { authorization: `Bearer ${secret}` }
    assert.equal((await send('', headers, '{')).status, 400)
    assert.equal((await send('', headers, ' '.repeat(2 ** 20 + 1))).status, 413)
  })

  it('asks for it again when it could not be done: 503', async () => {
    const { send, faults } = appWith(secret, true)
    const response = await send('', { authorization: `Bearer ${secret}` })
    assert.equal(response.status, 503)
    assert.equal(faults.length, 1)
  })

  it('stands in the OpenAPI document of the server that has it', async () => {
    const { app } = appWith()
    const { paths } = (await (await app.request('/openapi.json')).json()) as { paths: object }
    assert.ok('/v1/events' in paths)
  })
})

describe('isSecret', () => {
  for (const [given, known, equal] of [
    ['abc', 'abc', true],
    ['ü', 'ü', true],
    ['abc', 'abd', false],
    ['', 'abc', false],
    ['abcabc', 'abc', false],
  ] as const)
    it(`${given} ${known}: ${equal}`, () => assert.equal(isSecret(given, known), equal))
})
