import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { audit } from '../../lib/audit/audit.ts'
import { writeAuditPage } from '../../lib/audit/write-page.ts'
import { openStore } from '../../lib/store/open.ts'
import type { Store } from '../../lib/store/store.ts'
import { saidBy } from '../report/html/rendered.ts'
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
      assert.equal(saidBy(await textOf(store, 'audits/latest.html')), saidBy(page))
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

  for (const from of ['audits/latest.html', 'audits/2026/01/02/030405.000Z/audit.html'])
    it(`${from} links every report by the way from there`, () =>
      withStore(async (store) => {
        const bad = { ...image, verdict: 'mismatch' } as const
        const key = await storeReport(store, { name: 'prod/a b%?#.json', images: [bad] })
        await pageAt(store, '2026-01-02T03:04:05Z')
        const links = [...(await textOf(store, from)).matchAll(/<a href="(\.[^"]*)"/g)]
        // Of the image that contradicts its digest, and in the list of exports.
        assert.equal(links.length, 2)
        for (const [, href = ''] of links)
          assert.equal(
            decodeURIComponent(new URL(href, `http://store/${from}`).pathname.slice(1)),
            key.replace(/json$/, 'html'),
          )
      }))

  it('name an image without a stream by its reference, and errors first', () =>
    withStore(async (store) => {
      const whole = await audit(store, new Date('2026-01-02T03:04:05Z'))
      const reference = `registry.example.com/shop/mailer@sha256:${'a1'.repeat(32)}`
      const answers = {
        mismatches: [{ cluster: 'bad.json', stream: null, reference, reason: 'bytes-differ' }],
        findings: ['info', 'warning', 'error'].map((severity) => ({ severity, check: `a-${severity}` })),
      }
      await writeAuditPage(store, { ...whole, reports: 1, answers })
      const said = saidBy(await textOf(store, 'audits/latest.html'))
      assert.match(said, /registry\.example\.com\/shop\/mailer bytes-differ/)
      assert.match(said, /a-error .*a-warning .*a-info/)
    }))

  it('say in the index what is wrong, where, and as of when', () =>
    withStore(async (store) => {
      await storeReport(store, { name: 'good.json', images: [image] })
      await storeReport(store, { name: 'bad.json', images: [{ ...image, id: 'b1', verdict: 'mismatch' }] })
      const key = await storeReport(store, { name: 'damaged.json', images: [{ ...image, id: 'c1' }] })
      const whole = await audit(store, new Date('2026-01-02T03:04:05Z'))
      const damaged = [{ key, message: 'gone' }]
      const exports = whole.answers.exports?.filter((row) => row.export_key !== 'damaged.json') ?? []
      const report = { ...whole, damaged, answers: { ...whole.answers, exports } }
      await storeReport(store, { name: 'later.json', images: [{ ...image, id: 'd1' }] })
      await writeAuditPage(store, report)
      const page = await textOf(store, 'index.html')
      const said = saidBy(page)
      assert.match(said, /1 of 3 images contradicts its digest/)
      assert.match(said, /as of the audit of 2026-01-02T03:04:05\.000Z/)
      assert.match(said, /a report that was stored since is under reports\/ already/)
      const rows = [...page.matchAll(/<tr>\s*<td>.*?<\/tr>/gs)].map(([row]) => saidBy(row).trim())
      assert.deepEqual(rows.map((row) => row.replace(/ [\d-]+ [\d:]+ UTC$/, '')).toSorted(), [
        'bad.json 1 mismatch 1',
        'damaged.json could not be used',
        'good.json all verified 1',
        'later.json not audited yet',
      ])
      const place = (name: string): number => rows.findIndex((row) => row.startsWith(name))
      assert.ok(place('bad') < 2 && place('damaged') < 2 && place('later') === 2 && place('good') === 3)
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
