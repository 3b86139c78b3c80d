import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { audit } from '../../lib/audit/audit.ts'
import { writeAuditPage } from '../../lib/audit/write-page.ts'
import { openStore } from '../../lib/store/open.ts'
import type { Store } from '../../lib/store/store.ts'
import { storeReport } from './fleet.ts'

const image = {
  id: 'a1',
  verdict: 'verified',
  layers: [{ digest: 'sha256:aa', size: 1 }],
  config: { digest: 'sha256:cc', size: 1 },
} as const

const withStore = async (act: (store: Store) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-pages-'))
  try {
    await act(openStore(`file:${folder}`))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const textOf = async (store: Store, key: string): Promise<string> =>
  Buffer.from((await store.get(key)) ?? assert.fail(`nothing under ${key}`)).toString()

const pageAt = async (store: Store, time: string): Promise<void> =>
  writeAuditPage(store, await audit(store, new Date(time)))

describe('the pages of an audit', () => {
  it('stand beside its JSON, as the latest, and in the index', () =>
    withStore(async (store) => {
      await storeReport(store, { name: 'prod/a b%.json', images: [image] })
      await pageAt(store, '2026-01-02T03:04:05Z')
      const page = await textOf(store, 'audits/2026/01/02/030405.000Z/audit.html')
      assert.match(page, /The image is what its digest says/)
      assert.equal(await textOf(store, 'audits/latest.html'), page)
      assert.match(await textOf(store, 'index.html'), /href="audits\/latest\.html"/)
    }))

  it('link every report by a URL that leads to its page', () =>
    withStore(async (store) => {
      const key = await storeReport(store, { name: 'prod/a b%?#.json', images: [image] })
      await pageAt(store, '2026-01-02T03:04:05Z')
      const [, href = ''] = /href="(reports[^"]*)"/.exec(await textOf(store, 'index.html')) ?? []
      const path = decodeURIComponent(new URL(href, 'http://store/').pathname.slice(1))
      assert.equal(path, key.replace(/json$/, 'html'))
    }))

  it('are replaced by those of a later time only', () =>
    withStore(async (store) => {
      const read = () => Promise.all(['audits/latest.html', 'index.html'].map((key) => textOf(store, key)))
      await pageAt(store, '2026-01-02T00:00:00Z')
      const first = await read()
      await pageAt(store, '2026-01-01T00:00:00Z')
      await pageAt(store, '2026-01-02T00:00:00Z')
      assert.deepEqual(await read(), first)
      await pageAt(store, '2026-01-03T00:00:00Z')
      for (const [at, page] of (await read()).entries()) assert.notEqual(page, first[at])
    }))
})
