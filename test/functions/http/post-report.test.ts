import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { mediaTypes } from '../../../functions/http/accept.ts'
import { AssayError } from '../../../lib/error.ts'
import { fileStore } from '../../../lib/store/file.ts'
import type { Store } from '../../../lib/store/store.ts'
import { broken, runCli, samples } from '../run-cli.ts'
import { manyImages, newFolder, post, sample, testApp } from './test-app.ts'

const blanked = 'blanked-imagestreamimage.json'
const gone: Store = {
  get: () => Promise.reject(new AssayError('store-unavailable', 'cannot reach http://10.1.2.3:9000/secret')),
  open: () => Promise.reject(new Error('not asked for')),
  put: () => Promise.reject(new AssayError('store-unavailable', 'cannot reach http://10.1.2.3:9000/secret')),
  stage: () => Promise.reject(new Error('not asked for')),
  replace: () => Promise.reject(new Error('not asked for')),
  list() {
    throw new AssayError('store-unavailable', 'cannot reach http://10.1.2.3:9000/secret')
  },
  delete: () => Promise.reject(new Error('not asked for')),
}

describe('POST /v1/reports gives what the command line prints', () => {
  for (const name of readdirSync(samples))
    for (const format of ['json', 'ndjson'] as const)
      it(`${name} as ${format}`, async () => {
        const { app } = testApp()
        const response = await post(app, sample(name), `?name=${name}`, { accept: mediaTypes[format] })
        assert.equal(response.status, 200)
        assert.equal(response.headers.get('content-type'), mediaTypes[format])
        const { stdout } = await runCli(['report', join(samples, name), '--format', format])
        assert.equal(await response.text(), stdout)
      })

  it('as a page, which says how the same request gives the rest', async () => {
    const { app } = testApp()
    const response = await post(app, sample(blanked), `?name=${blanked}`, { accept: 'text/html' })
    const page = await response.text()
    assert.deepEqual(
      [response.status, response.headers.get('content-type')],
      [200, 'text/html; charset=utf-8'],
    )
    assert.match(
      response.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; style-src 'sha256-/,
    )
    assert.match(page, /The image is what its digest says.*application\/x-ndjson/s)
    const { stdout } = await runCli(['report', join(samples, blanked), '--format', 'html'])
    const [said, printed] = [page, stdout].map((text) =>
      text.replace(/<p>Everything that is known.*?<\/p>/, ''),
    )
    assert.equal(said, printed)
  })

  it('gzip, under an odd name', async () => {
    const body = gzipSync(sample(blanked))
    const name = 'a b+c%2Fd/ü.json'
    const { app } = testApp()
    const response = await post(app, body, `?name=${encodeURIComponent(name)}`)
    const { stdout } = await runCli(['report', '-', '--name', name, '--format', 'json'], { stdin: body })
    assert.equal(await response.text(), stdout)
  })

  it('without a name it is named after its bytes', async () => {
    const { app } = testApp()
    const body = sample(blanked)
    const report = JSON.parse(await (await post(app, body)).text())
    assert.equal(report.sources[0].name, createHash('sha256').update(body).digest('hex'))
  })

  it('uses the evidence in the store', async () => {
    const { app, store } = testApp()
    const evidence = Buffer.from('{"schemaVersion":2}')
    const digest = createHash('sha256').update(evidence).digest('hex')
    const image = { kind: 'Image', metadata: { name: `sha256:${digest}` } }
    const verdict = async () =>
      JSON.parse(await (await post(app, JSON.stringify(image))).text()).images[0].verification.proof
    assert.equal(await verdict(), null)
    await store.put(`evidence/sha256/${digest}`, evidence)
    assert.equal(await verdict(), 'evidence')
  })

  it('notes evidence in the store whose bytes do not have its digest', async () => {
    const notes: string[] = []
    const { app, store } = testApp({ note: (message) => notes.push(message) })
    const digest = 'a'.repeat(64)
    await store.put(`evidence/sha256/${digest}`, Buffer.from('{}'))
    await post(app, JSON.stringify({ kind: 'Image', metadata: { name: `sha256:${digest}` } }))
    assert.equal(notes.length, 1)
    assert.match(notes[0] ?? '', new RegExp(`^evidence evidence/sha256/${digest}: its 2 bytes do not have`))
  })
})

describe('?store=true', () => {
  it('stores what the command line stores, and says where', async () => {
    const { app, folder } = testApp()
    const cli = newFolder()
    const { stdout } = await runCli([
      'report',
      join(samples, blanked),
      '--format',
      'json',
      '--store',
      `file:${cli}`,
    ])
    const response = await post(app, sample(blanked), `?store=true&name=${blanked}`)
    assert.equal(response.status, 201)
    assert.equal(await response.text(), stdout)
    const files = (root: string) => readdirSync(root, { recursive: true }).map(String).toSorted()
    assert.deepEqual(files(folder), files(cli))
    const location = response.headers.get('location') ?? ''
    assert.match(location, /^\/v1\/reports\/[0-9a-f]{32}$/)
    assert.equal(await (await app.request(location)).text(), stdout)
  })

  it('twice is the same answer and the same objects', async () => {
    const { app, store } = testApp()
    const send = async () => {
      const response = await post(app, sample(blanked), '?store=true&name=x')
      return [response.status, response.headers.get('location'), await response.text()]
    }
    const first = await send()
    const keys = (await Array.fromAsync(store.list(''))).map(({ key }) => key)
    assert.deepEqual(await send(), first)
    assert.deepEqual(
      (await Array.fromAsync(store.list(''))).map(({ key }) => key),
      keys,
    )
  })

  it('answers with all images where the stored report has none', async () => {
    const { app } = testApp()
    const export1 = manyImages(1001)
    for (const type of [mediaTypes.json, mediaTypes.ndjson]) {
      const plain = await (await post(app, export1, '?name=x', { accept: type })).text()
      const stored = await post(app, export1, '?name=x&store=true', { accept: type })
      assert.equal(stored.status, 201)
      assert.equal(await stored.text(), plain)
    }
  })

  it('answers with the page that its address has', async () => {
    const { app } = testApp()
    const headers = { accept: mediaTypes.html }
    const stored = await post(app, sample(blanked), '?name=x&store=true', headers)
    const address = stored.headers.get('location') ?? ''
    assert.equal(await stored.text(), await (await app.request(address, { headers })).text())
  })

  it('stores nothing of an export in which nothing is usable', async () => {
    const { app, store } = testApp()
    assert.equal((await post(app, '{}', '?store=true')).status, 415)
    assert.deepEqual(await Array.fromAsync(store.list('')), [])
  })
})

interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly [member: string]: unknown
}

/** RFC 9457: the members and their types, the media type, and the status as it was sent. */
const problemOf = async (response: Response): Promise<Problem> => {
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  const text = await response.text()
  const problem: Problem = JSON.parse(text)
  assert.match(problem.type, /^urn:image-assay:problem:[a-z-]+$/)
  assert.equal(problem.status, response.status)
  assert.ok(problem.title.length > 0 && problem.detail.length > 0)
  assert.doesNotMatch(text, /\bat .*\.ts:|node_modules/)
  return problem
}

const sent = (name: string): Buffer => readFileSync(join(broken, name))

describe('POST /v1/reports answers with a problem', () => {
  const rows: readonly [what: string, body: Buffer | string, status: number, type: string][] = [
    ['no body', '', 400, 'unreadable'],
    ['a byte-order mark', sent('bom.json'), 400, 'unreadable'],
    ['bytes that are no UTF-8', sent('invalid-utf8.json'), 400, 'unreadable'],
    ['text that ends too early', '{"kind":"Image"', 400, 'unreadable'],
    ['text that is nothing', '{"kind"::}', 400, 'unreadable'],
    ['damaged gzip', gzipSync('x'.repeat(1000)).subarray(0, 15), 400, 'unreadable'],
    ['nesting without end', '['.repeat(100_000), 400, 'unreadable'],
    ['another document', '{"kind":"Pod","apiVersion":"v1"}', 415, 'not-an-export'],
    ['an ImageStream', sent('wrong-kind-imagestream.json'), 415, 'not-an-export'],
    ['an empty object', '{}', 415, 'not-an-export'],
    ['a number', '1', 415, 'not-an-export'],
    ['a raw manifest', '{"schemaVersion":2,"config":{},"layers":[]}', 415, 'not-an-export'],
    ['a list of Pods', sent('wrong-kind-pods.json'), 422, 'no-image'],
    ['an empty list', sent('empty-list.json'), 422, 'no-image'],
  ]
  for (const [what, body, status, type] of rows)
    it(`to ${what}: ${status}`, async () => {
      const { app, faults } = testApp()
      const problem = await problemOf(await post(app, body))
      assert.deepEqual([problem.status, problem.type], [status, `urn:image-assay:problem:${type}`])
      assert.deepEqual(faults, [])
    })

  it('that names what was rejected, as a report does', async () => {
    const { app } = testApp()
    const problem = await problemOf(await post(app, sent('wrong-kind-pods.json')))
    assert.ok(Array.isArray(problem.rejected) && problem.rejected.length === 2)
    assert.deepEqual(Object.keys(problem.rejected[0]).toSorted(), [
      'code',
      'document',
      'message',
      'path',
      'source',
    ])
  })

  it('but not to an export of which a part is usable', async () => {
    const { app } = testApp()
    assert.equal((await post(app, sent('mixed-kinds.json'))).status, 200)
  })

  for (const [what, query, headers, status] of [
    ['XML', '', { accept: 'application/xml' }, 406],
    ['two names', '?name=a&name=b', {}, 400],
    ['a store that is neither', '?store=maybe', {}, 400],
    ['a form', '', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
  ] as const)
    it(`to a request for ${what}: ${status}`, async () => {
      const { app } = testApp()
      assert.equal((await problemOf(await post(app, sample(blanked), query, headers))).status, status)
    })

  it('to a body over the limit: 413, with the limit and the upload way', async () => {
    const body = sample(blanked)
    const { app } = testApp({ bodyBytes: body.length - 1 })
    for (const response of [
      await post(app, body),
      // A length that is not announced.
      await app.request('/v1/reports', {
        method: 'POST',
        body: new Blob([body]).stream(),
        duplex: 'half',
      }),
      await post(app, 'x', '', { 'content-length': String(body.length) }),
    ]) {
      const { status, limit, upload } = await problemOf(response)
      assert.deepEqual([status, limit, upload], [413, body.length - 1, 'Put it into the bucket.'])
    }
    const { app: roomy } = testApp({ bodyBytes: body.length })
    assert.equal((await post(roomy, body)).status, 200)
  })

  it('to an export over a limit of the reader: 413, with the limit and the upload way', async () => {
    const { app } = testApp({ limits: { itemBytes: 100 } })
    const { status, detail, upload } = await problemOf(await post(app, sample(blanked)))
    assert.deepEqual([status, upload], [413, 'Put it into the bucket.'])
    assert.match(detail, /; the limit itemBytes is 100 .*\. Put it into the bucket\.$/)
  })

  it('to one export too many at once: 429, and takes the next one', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const store = fileStore(newFolder())
    const slow: Store = {
      ...store,
      async *list(prefix) {
        await held
        yield* store.list(prefix)
      },
    }
    const { app } = testApp({ store: slow, simultaneous: 1 })
    const first = post(app, sample(blanked))
    const busy = await post(app, sample(blanked))
    assert.equal((await problemOf(busy)).status, 429)
    assert.match(busy.headers.get('retry-after') ?? '', /^\d+$/)
    release()
    assert.equal((await first).status, 200)
    for (const body of [sample(blanked), '{}', sample(blanked)])
      assert.notEqual((await post(app, body)).status, 429)
  })

  it('when the store is gone: 503, and the caller is not told where it is', async () => {
    const { app, faults } = testApp({ store: gone })
    const problem = await problemOf(await post(app, sample(blanked)))
    assert.equal(problem.status, 503)
    assert.doesNotMatch(JSON.stringify(problem), /10\.1\.2\.3|secret/)
    assert.equal(faults.length, 1)
    assert.equal((await post(app, sample(blanked))).status, 503, 'its place was given back')
  })

  it('to a fault of ours: 500, and the caller is not told what', async () => {
    const faulty: Store = {
      ...gone,
      list() {
        throw new TypeError('/home/me/secret')
      },
    }
    const { app, faults } = testApp({ store: faulty })
    const problem = await problemOf(await post(app, sample(blanked)))
    assert.equal(problem.status, 500)
    assert.doesNotMatch(JSON.stringify(problem), /secret/)
    assert.equal(faults.length, 1)
  })

  it('that repeats nothing of the export unescaped', async () => {
    const { app } = testApp()
    const text = await (await post(app, JSON.stringify({ kind: '</script>\u001b[2J\u202e' }))).text()
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u)
    assert.equal(JSON.parse(text).status, 415)
  })
})
