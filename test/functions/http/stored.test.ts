import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { mediaTypes } from '../../../functions/http/accept.ts'
import { manyImages, post, sample, testApp } from './test-app.ts'

const { app, store } = testApp()
let location = ''
let version = ''
let json = ''

before(async () => {
  const response = await post(app, sample('multiarch-list.json'), '?store=true&name=m')
  location = response.headers.get('location') ?? ''
  version = location.slice('/v1/reports/'.length)
  json = await response.text()
})

const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  app.request(path, { method, headers })

describe('GET /v1/reports/{version}', () => {
  it('is the stored report, with an entity tag and the other media types', async () => {
    const response = await get(location)
    assert.equal(response.status, 200)
    assert.equal(await response.text(), json)
    assert.equal(response.headers.get('etag'), `"${version}"`)
    assert.equal(response.headers.get('vary'), 'Accept')
    assert.equal(response.headers.get('cache-control'), 'private, no-cache')
    assert.equal(
      response.headers.get('link'),
      `<${location}>; rel="alternate"; type="application/x-ndjson", <${location}>; rel="alternate"; type="text/html"`,
    )
  })

  it('as lines is all of its images, with an entity tag of its own', async () => {
    const response = await get(location, { accept: 'application/x-ndjson' })
    const key = Buffer.from((await store.get(`by-version/${version}`)) ?? '').toString()
    const lines = await store.get(key.replace('report.json', 'images.ndjson.gz'))
    assert.equal(await response.text(), gunzipSync(lines ?? Buffer.alloc(0)).toString())
    assert.equal(response.headers.get('etag'), `"${version}-ndjson"`)
  })

  it('of more than 1,000 images holds none as JSON, and all as lines', async () => {
    const created = await post(app, manyImages(1001), '?store=true&name=many')
    const path = created.headers.get('location') ?? ''
    assert.deepEqual(JSON.parse(await (await get(path)).text()).images, [])
    const lines = await (await get(path, { accept: 'application/x-ndjson' })).text()
    assert.equal(lines.match(/\n/g)?.length, 1001)
  })

  for (const [what, header, status] of [
    ['the tag', () => `"${version}"`, 304],
    ['the tag, weak', () => `W/"${version}"`, 304],
    ['the tag among others', () => `"x", "${version}" , "y"`, 304],
    ['anything', () => '*', 304],
    ['another tag', () => '"x"', 200],
    ["the lines' tag", () => `"${version}-ndjson"`, 200],
    ['the tag without its quotes', () => version, 200],
  ] as const)
    it(`If-None-Match: ${what}: ${status}`, async () => {
      const response = await get(location, { 'if-none-match': header() })
      assert.equal(response.status, status)
      assert.equal(await response.text(), status === 304 ? '' : json)
      assert.equal(response.headers.get('etag'), `"${version}"`)
    })

  for (const [what, path] of [
    ['a version that is not there', `/v1/reports/${'0'.repeat(32)}`],
    ['what is no version', '/v1/reports/..%2F..%2Fpolicy.json'],
    ['a version in capitals', `/v1/reports/${'A'.repeat(32)}`],
  ] as const)
    it(`of ${what} is not found`, async () => assert.equal((await get(path)).status, 404))

  it('is not found where the look-up names something else', async () => {
    const odd = 'e'.repeat(32)
    await store.put(`by-version/${odd}`, Buffer.from('policy.json'))
    await store.put('policy.json', Buffer.from('{}'))
    assert.equal((await get(`/v1/reports/${odd}`)).status, 404)
  })

  it('as a page, for browsers', async () => {
    const response = await get(location, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    const page = await response.text()
    assert.deepEqual(
      [response.status, response.headers.get('content-type')],
      [200, 'text/html; charset=utf-8'],
    )
    assert.match(page, /^<!doctype html>/)
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; style-src 'sha256-.*frame-ancestors 'none'$/)
    assert.doesNotMatch(policy, /unsafe|sandbox/)
    const etag = response.headers.get('etag') ?? ''
    const same = await get(location, { accept: 'text/html', 'if-none-match': etag })
    assert.deepEqual([same.status, same.headers.get('content-security-policy')], [304, policy])
    assert.equal((await get(location, { 'if-none-match': etag })).status, 200)
  })

  it('as a page links the rest, which needs no Accept', async () => {
    const page = await (await get(location, { accept: 'text/html' })).text()
    const links = [...page.matchAll(/href="(\/[^"]*)"/g)].map(([, href = '']) => href)
    assert.deepEqual(links, [`${location}?format=ndjson`, `${location}?format=json`])
    for (const [format, type] of Object.entries({ ...mediaTypes })) {
      const browser = { accept: 'text/html,*/*;q=0.8' }
      const response = await get(`${location}?format=${format}`, browser)
      const asked = await get(location, { accept: type })
      assert.deepEqual(
        [response.status, response.headers.get('content-type'), await response.text()],
        [200, asked.headers.get('content-type'), await asked.text()],
      )
    }
  })

  for (const query of ['format=xml', 'format=', 'format=__proto__', 'format=json&format=json'])
    it(`with ?${query} is a bad request`, async () =>
      assert.equal((await get(`${location}?${query}`)).status, 400))

  it('is not to be had as XML', async () =>
    assert.equal((await get(location, { accept: 'application/xml' })).status, 406))
})

describe('GET /v1/audits/latest', () => {
  it('is not found before there is one, and then what was written', async () => {
    const { app: fresh, store: own } = testApp()
    const ask = (headers: Readonly<Record<string, string>> = {}) =>
      fresh.request('/v1/audits/latest', { headers })
    const missing = await ask()
    assert.equal(missing.status, 404)
    assert.match(await missing.text(), /assay audit/)
    await own.replace('audits/latest.json', Buffer.from('{"at":"1","kind":"AuditReport"}'), () => true)
    const response = await ask()
    const etag = response.headers.get('etag') ?? ''
    assert.deepEqual([response.status, await response.text()], [200, '{"at":"1","kind":"AuditReport"}'])
    assert.equal((await ask({ 'if-none-match': etag })).status, 304)
    await own.replace('audits/latest.json', Buffer.from('{"at":"2","kind":"AuditReport"}'), () => true)
    assert.equal((await ask({ 'if-none-match': etag })).status, 200)
    assert.equal((await ask({ accept: 'application/x-ndjson' })).status, 406)
  })
})

describe('GET /v1/images/{digest}', () => {
  it('says that there is no data set', async () => {
    for (const digest of [`sha256:${'a'.repeat(64)}`, `sha256%3A${'a'.repeat(64)}`]) {
      const response = await get(`/v1/images/${digest}`)
      assert.equal(response.status, 404)
      assert.match(await response.text(), /no data set/)
    }
  })
  it('refuses what is no digest', async () => assert.equal((await get('/v1/images/sha256:abc')).status, 400))
})

describe('any path', () => {
  it('carries the security headers, errors too', async () => {
    for (const response of [await get('/healthz'), await get('/nope'), await get(location, {}, 'PUT')]) {
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
      assert.match(response.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
      assert.equal(response.headers.get('cross-origin-resource-policy'), 'same-origin')
      assert.equal(response.headers.get('access-control-allow-origin'), null)
    }
  })

  for (const [path, allow] of [
    ['/v1/reports', 'POST, OPTIONS'],
    ['/v1/reports/x', 'GET, HEAD, OPTIONS'],
    ['/healthz', 'GET, HEAD, OPTIONS'],
  ] as const) {
    it(`${path}: OPTIONS names ${allow}`, async () => {
      const response = await get(path, {}, 'OPTIONS')
      assert.deepEqual([response.status, response.headers.get('allow')], [204, allow])
    })
    it(`${path}: another method is 405, and names them too`, async () => {
      const response = await get(path, {}, 'DELETE')
      assert.deepEqual([response.status, response.headers.get('allow')], [405, allow])
      assert.equal(JSON.parse(await response.text()).type, 'urn:image-assay:problem:method-not-allowed')
    })
  }

  it('HEAD has the headers of GET and no body', async () => {
    const [got, head] = [await get(location), await get(location, {}, 'HEAD')]
    assert.equal(head.status, 200)
    assert.deepEqual([...head.headers], [...got.headers])
    assert.equal(await head.text(), '')
    assert.equal((await get('/v1/reports', {}, 'HEAD')).status, 405)
  })

  it('that there is not is 404', async () => {
    for (const path of ['/', '/v1', '/v2/reports', '/healthz/x', '/.env'])
      assert.equal((await get(path)).status, 404, path)
  })

  it('GET /healthz answers whatever the store does', async () =>
    assert.deepEqual(await (await get('/healthz')).json(), { status: 'ok' }))
})
