import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileStore } from '../../../lib/store/file.ts'
import type { Store } from '../../../lib/store/store.ts'
import { manyImages, newFolder, post, testApp } from './test-app.ts'

/** An export whose report is over 5 MB. */
const large = manyImages(6000)

const whole = async (): Promise<string> => (await post(testApp().app, large, '?name=x')).text()

describe('an answer over 5 MB', () => {
  it('is streamed where nothing hands it over', async () => {
    const { app, store } = testApp()
    const response = await post(app, large, '?name=x')
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-length'), null)
    const text = await response.text()
    assert.ok(text.length > 5_000_000)
    assert.equal(JSON.parse(text).images.length, 6000)
    assert.deepEqual(await Array.fromAsync(store.list('')), [])
  })

  for (const [query, canonical] of [
    ['?name=x', false],
    ['?name=x&store=true', true],
  ] as const)
    it(`is put whole under staging/ and answered by 303 (${query})`, async () => {
      const handed: string[] = []
      const { app, store } = testApp({
        handOver: async (key) => {
          handed.push(key)
          return new URL(`https://bucket.example/${key}?signature=1`)
        },
      })
      const response = await post(app, large, query)
      assert.equal(response.status, 303)
      assert.equal(await response.text(), '')
      const [key = ''] = handed
      assert.match(key, /^staging\/[0-9a-f-]{36}\/report\.json$/)
      assert.equal(response.headers.get('location'), `https://bucket.example/${key}?signature=1`)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      assert.equal(/rel="canonical"/.test(response.headers.get('link') ?? ''), canonical)
      assert.equal(Buffer.from((await store.get(key)) ?? '').toString(), await whole())
    })

  it('of a stored report, as lines, goes the same way', async () => {
    const handed: string[] = []
    const { app, store } = testApp({
      handOver: async (key) => {
        handed.push(key)
        return new URL(`https://bucket.example/${key}`)
      },
    })
    const headers = { accept: 'application/x-ndjson' }
    const created = await post(app, large, '?name=x&store=true', headers)
    const link = created.headers.get('link')?.match(/<(.*?)>/)?.[1] ?? ''
    const response = await app.request(link, { headers })
    assert.equal(response.status, 303)
    assert.equal(handed.length, 2)
    const lines = Buffer.from((await store.get(handed[1] ?? '')) ?? '')
      .toString()
      .split('\n')
    assert.equal(lines.length, 6001)
    assert.equal((await app.request(link)).status, 200, 'the stored copy without images is small')
  })
})

describe('an answer that fits', () => {
  it('is not handed over', async () => {
    const { app } = testApp({ handOver: () => Promise.reject(new Error('not asked for')) })
    assert.equal((await post(app, manyImages(1000))).status, 200)
  })

  it('but not into what Lambda takes, its quotes escaped, is handed over', async () => {
    const { app } = testApp({ handOver: async (key) => new URL(`https://bucket.example/${key}`) })
    let low = 1000
    let high = 6000
    while (high - low > 50) {
      const middle = Math.floor((low + high) / 2)
      const text = await (await post(testApp().app, manyImages(middle))).text()
      if (JSON.stringify(text).length > 6_000_000) high = middle
      else low = middle
    }
    const response = await post(app, manyImages(high))
    const bare = await (await post(testApp().app, manyImages(high))).text()
    assert.equal(response.status, 303, `${bare.length} bytes, escaped ${JSON.stringify(bare).length}`)
  })
})

describe('a stream that fails midway', () => {
  it('breaks the connection off: no part is taken for the whole', async () => {
    const store = fileStore(newFolder())
    let reads = 0
    const failing: Store = {
      ...store,
      get: async (key) => {
        if (key.startsWith('evidence/') && ++reads > 0) throw new Error('the disk broke')
        return store.get(key)
      },
    }
    const last = 'f'.repeat(64)
    await store.put(`evidence/sha256/${last}`, Buffer.from('x'))
    let cuts = 0
    const { app, faults } = testApp({ store: failing, cutOff: () => cuts++ })
    const list = JSON.parse(manyImages(1))
    const image = (index: number, name: string, size: number) => ({
      ...list.items[0],
      metadata: { name },
      // Bytes in the export settle an image at once, so that its report comes before the failing one.
      dockerImageManifest: `${'x'.repeat(size)}${index}`,
    })
    const items = Array.from({ length: 9000 }, (_, index) =>
      image(index, `sha256:${index.toString(16).padStart(64, '0')}`, 10),
    )
    const body = JSON.stringify({
      kind: 'List',
      items: [...items, { ...list.items[0], metadata: { name: `sha256:${last}` } }],
    })
    const response = await post(app, body, '?name=x')
    assert.equal(response.status, 200)
    const text = await response.text()
    assert.throws(() => JSON.parse(text))
    assert.deepEqual([cuts, faults.length], [1, 1])
  })
})
