import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { newFolder, rawRequest, type Serving, serving } from './serving.ts'

describe('assay serve answers', () => {
  let server: Serving
  before(async () => {
    server = await serving(['--store', `file:${newFolder()}`])
  })
  after(() => server.stop('SIGKILL'))

  const rows: readonly [what: string, headers: (port: number) => Record<string, string>, status: number][] = [
    ['127.0.0.1', (port) => ({ host: `127.0.0.1:${port}` }), 200],
    ['localhost', (port) => ({ host: `localhost:${port}` }), 200],
    ['LocalHost', (port) => ({ host: `LocalHost:${port}` }), 200],
    ['[::1]', (port) => ({ host: `[::1]:${port}` }), 200],
    ['a rebound name', (port) => ({ host: `evil.example:${port}` }), 403],
    ['a name that begins like ours', (port) => ({ host: `localhost.evil.example:${port}` }), 403],
    ['localhost without its port', () => ({ host: 'localhost' }), 403],
    ['localhost with another port', (port) => ({ host: `localhost:${port + 1}` }), 403],
    ['another address of this machine', (port) => ({ host: `127.0.0.2:${port}` }), 403],
    ['every address', (port) => ({ host: `0.0.0.0:${port}` }), 403],
    ['an own page', (port) => ({ origin: `http://localhost:${port}` }), 200],
    ['a foreign page', () => ({ origin: 'https://evil.example' }), 403],
    ['a page of another port', (port) => ({ origin: `http://localhost:${port + 1}` }), 403],
    ['a page from a file', () => ({ origin: 'null' }), 403],
    ['an own page over HTTPS', (port) => ({ origin: `https://localhost:${port}` }), 403],
    ['an address typed in', () => ({ 'sec-fetch-site': 'none' }), 200],
    ['a link on a foreign page', () => ({ 'sec-fetch-site': 'cross-site' }), 403],
    ['a page of a sibling site', () => ({ 'sec-fetch-site': 'same-site' }), 403],
  ]
  for (const [what, headers, status] of rows)
    it(`${what}: ${status}`, async () => {
      const answer = await rawRequest(server.port, { headers: headers(server.port) })
      assert.equal(answer.status, status)
      if (status === 403) assert.equal(JSON.parse(answer.body).type, 'urn:image-assay:problem:forbidden')
      assert.equal(answer.headers['access-control-allow-origin'], undefined)
    })

  it('no foreign host in the request line either', async () => {
    const path = 'http://evil.example/healthz'
    const answer = await rawRequest(server.port, { path, headers: { host: `127.0.0.1:${server.port}` } })
    assert.equal(answer.status, 403)
  })

  it('no foreign page that would store a report, and none that asks whether it may', async () => {
    const headers = { origin: 'https://evil.example', 'content-type': 'text/plain' }
    const path = '/v1/reports?store=true'
    const [sent, asked] = await Promise.all([
      rawRequest(server.port, { method: 'POST', path, headers, body: '{}' }),
      rawRequest(server.port, { method: 'OPTIONS', path, headers }),
    ])
    assert.deepEqual([sent.status, asked.status], [403, 403])
  })
})
