import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import type { Made } from '../../lib/audit/attempt.ts'
import { auditIntoStore } from '../../lib/audit/audit.ts'
import { whatGotWorse } from '../../lib/audit/worse.ts'
import { digestBytes } from '../../lib/digest.ts'
import { type Form, imageForms } from '../../lib/manifest/form.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { fileStore } from '../../lib/store/file.ts'
import { evidenceKey } from '../../lib/store/layout.ts'
import { imageContent } from '../manifest/samples.ts'
import { written } from '../manifest/written.ts'
import { manyImage, storeMany } from './many.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-settled-drift-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const store = fileStore(folder)

const manifest = written(imageForms[0] as Form, imageContent('docker'))
const own = digestBytes(manifest)

const imageOf = (verdict: 'verified' | 'unverifiable'): ImageReport => {
  const image = manyImage(0, 0)
  const reason = verdict === 'verified' ? null : 'manifest-absent'
  return { ...image, digest: own, verification: { ...image.verification, verdict, reason }, findings: [] }
}
const unchanging = [manyImage(1, 0), manyImage(2, 0)]
let reports = 0
const report = (name: string, verdict: 'verified' | 'unverifiable') =>
  storeMany(store, { name, images: [imageOf(verdict), ...unchanging] }, `${++reports}`)

const verdicts = ['verified', 'mismatch', 'unverifiable'] as const
let days = 0
const audits: Made[] = []
/** Each image that changed: its export, and its verdicts then and now. */
const driftNow = async (): Promise<string[]> => {
  const made = await auditIntoStore(store, new Date(Date.UTC(2026, 2, ++days)))
  audits.push(made)
  return (made.report.answers.drift ?? []).map(({ change, export_key: key, was_verdict: was, verdict }) =>
    [change, key, was, verdict].join(' '),
  )
}

suite('drift compares verdicts as the audits counted them', () => {
  test('nothing at first', async () => {
    await report('a/x.json', 'unverifiable')
    await report('b/x.json', 'unverifiable')
    assert.deepEqual(await driftNow(), [])
  })
  test('what evidence settled since is verified now', async () => {
    await store.put(evidenceKey(own), Buffer.from(manifest))
    assert.deepEqual(await driftNow(), [
      'verdict a/x.json unverifiable verified',
      'verdict b/x.json unverifiable verified',
    ])
  })
  test('what evidence had settled is no other where a report says so too', async () => {
    await report('a/x.json', 'verified')
    assert.deepEqual(await driftNow(), [])
  })
  test('what evidence settled before is no other', async () => assert.deepEqual(await driftNow(), []))
  test('what evidence settles no more is unverifiable now, in the same report and in another', async () => {
    rmSync(join(folder, evidenceKey(own)))
    await report('a/x.json', 'unverifiable')
    assert.deepEqual(await driftNow(), [
      'verdict a/x.json verified unverifiable',
      'verdict b/x.json verified unverifiable',
    ])
    assert.deepEqual(whatGotWorse(audits.at(-1) ?? assert.fail()), [
      '2 images that were verified can no longer be.',
    ])
  })
  test('and adds up to the difference of the summaries', () => {
    const [first, ...later] = audits.map(({ report: { summary } }) => summary.verdicts)
    let before = first ?? assert.fail()
    for (const [at, now] of later.entries()) {
      const rows = audits[at + 1]?.report.answers['drift-totals'] ?? assert.fail()
      const sum = (column: string, verdict: string) =>
        rows.reduce((all, row) => all + (row[column] === verdict ? Number(row.images) : 0), 0)
      for (const verdict of verdicts)
        assert.equal(sum('verdict', verdict) - sum('was_verdict', verdict), now[verdict] - before[verdict])
      before = now
    }
  })
})
