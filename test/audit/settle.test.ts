import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { auditIntoStore } from '../../lib/audit/audit.ts'
import type { AuditReport } from '../../lib/audit/schema.ts'
import { digestBytes, parseDigest } from '../../lib/digest.ts'
import { fileStore } from '../../lib/store/file.ts'
import { evidenceKey } from '../../lib/store/layout.ts'
import { digest } from '../report/sample-report.ts'
import { manyImage, storeMany } from './many.ts'
import { withoutColumn } from './without-column.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-settle-'))
after(() => rmSync(work, { recursive: true, force: true }))

const layers = [digest('b1'), digest('b2')]
const manifest = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: 7,
      digest: digest('c1'),
    },
    layers: layers.map((one) => ({
      mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      size: 100,
      digest: one,
    })),
  }),
)
const own = digestBytes(manifest, 'sha256')

const imageOf = (reason: string, described = layers) => {
  const image = manyImage(1, 0)
  const finding = {
    check: 'manifest-unverifiable',
    severity: 'warning',
    path: '',
    message: 'm',
    expected: null,
    actual: null,
  }
  return {
    ...image,
    digest: own,
    layers: described.map((one) => ({ digest: one, size: 100, mediaType: null })),
    verification: {
      ...image.verification,
      verdict: 'unverifiable' as const,
      proof: null,
      computed: null,
      reason,
    },
    findings: [finding as never],
  }
}

/** Audits before and after evidence came. */
const audits = async (reason: string, described: string[], bytes: Buffer) => {
  const store = fileStore(mkdtempSync(join(work, 'store-')))
  await storeMany(store, { name: 'a/x.json', images: [imageOf(reason, described) as never] })
  const before = await auditIntoStore(store, new Date('2026-03-01T02:00:00Z'))
  await store.put(evidenceKey(parseDigest(own) ?? assert.fail()), bytes)
  const notes: string[] = []
  const note = (message: string) => notes.push(message)
  const then = await auditIntoStore(store, new Date('2026-03-02T02:00:00Z'), { note })
  return { before: before.report, later: then.report, store, notes }
}

suite('what evidence settled counts as verified', async () => {
  /** `verified mismatch unverifiable` of each row. */
  const counts = (rows: AuditReport['answers'][string] | undefined): string[] =>
    (rows ?? []).map(({ verified, mismatch, unverifiable }) => [verified, mismatch, unverifiable].join(' '))
  const folder = mkdtempSync(join(work, 'store-'))
  const store = fileStore(folder)
  const auditAt = async (time: string) => (await auditIntoStore(store, new Date(time))).report.answers
  // Described twice: what settles the one settles the other, of which its report does not say that evidence could.
  const both = [imageOf('manifest-absent'), imageOf('digest-unsupported')]
  const others = [manyImage(0, 0), manyImage(1, 0), manyImage(3, 0)]
  await storeMany(store, { name: 'a/x.json', images: [...both, ...others] as never })
  const before = await auditAt('2026-03-01T02:00:00Z')
  await store.put(evidenceKey(parseDigest(own) ?? assert.fail()), manifest)
  const settled = await auditAt('2026-03-02T02:00:00Z')

  test('in what is told of an export', () => {
    assert.deepEqual(counts(before.exports), ['1 1 3'])
    assert.deepEqual(counts(settled.exports), ['3 1 1'])
  })
  test('in the history, from the audit on that found the evidence', async () => {
    assert.deepEqual(counts(settled.history), ['1 1 3', '3 1 1'])
    const later = await auditAt('2026-03-03T02:00:00Z')
    assert.deepEqual(counts(later.history), ['1 1 3', '3 1 1', '3 1 1'])
    assert.deepEqual(later.history?.slice(0, 2), settled.history)
  })
  test('but not in that of audits which did not write down how many images', async () => {
    await withoutColumn(join(folder, 'data/settlements/*/*.parquet'), 'images')
    const later = await auditAt('2026-03-04T02:00:00Z')
    assert.deepEqual(counts(later.history), ['1 1 3', '1 1 3', '1 1 3', '3 1 1'])
  })
})

suite('an image that could not be verified is tried again', () => {
  test('and is verified by evidence that came later', async () => {
    const { before, later } = await audits('manifest-absent', layers, manifest)
    assert.deepEqual(before.summary.verdicts, { verified: 0, mismatch: 0, unverifiable: 1 })
    assert.equal(before.answers.unverifiable?.[0]?.evidence_key, `evidence/${own.replace(':', '/')}`)
    assert.equal(before.summary.findings.warning, 1)
    assert.deepEqual(later.summary.verdicts, { verified: 1, mismatch: 0, unverifiable: 0 })
    assert.equal(later.summary.proofs.evidence, 1)
    assert.deepEqual(later.answers.unverifiable, [])
    assert.equal(later.summary.findings.warning, 0)
    assert.deepEqual(
      later.answers.settled?.map(({ digest: of, contradicted }) => [of, contradicted]),
      [[own, 0]],
    )
  })
  test('and what the manifest contradicts is told', async () => {
    const { later } = await audits('schema1-manifest-absent', [digest('b2'), digest('b1')], manifest)
    assert.equal(later.answers.settled?.[0]?.contradicted, 1)
  })
  test('but bytes of another digest settle nothing, which is noted', async () => {
    const { later, notes } = await audits('manifest-absent', layers, Buffer.from('{}'))
    assert.deepEqual([later.summary.verdicts.unverifiable, later.answers.settled], [1, []])
    assert.deepEqual(notes, [
      `evidence evidence/${own.replace(':', '/')}: its 2 bytes do not have the digest that it is named after, so it proves nothing: delete it and put the whole text there`,
    ])
  })
  test('but not where the export itself holds the bytes', async () => {
    const { later } = await audits('digest-unsupported', layers, manifest)
    assert.equal(later.summary.verdicts.unverifiable, 1)
  })
  test('nor where it holds them twice, though the same digest is settled elsewhere', async () => {
    const store = fileStore(mkdtempSync(join(work, 'store-')))
    const both = [imageOf('manifest-absent'), imageOf('manifest-ambiguous')]
    await storeMany(store, { name: 'a/x.json', images: both as never })
    const audit = async (day: number) =>
      (await auditIntoStore(store, new Date(Date.UTC(2026, 2, day)))).report
    await audit(1)
    await store.put(evidenceKey(parseDigest(own) ?? assert.fail()), manifest)
    const { summary, answers } = await audit(2)
    assert.deepEqual(summary.verdicts, { verified: 1, mismatch: 0, unverifiable: 1 })
    assert.deepEqual(
      answers.exports?.map(({ verified, unverifiable }) => [verified, unverifiable]),
      [[1, 1]],
    )
    assert.deepEqual((await audit(3)).answers.drift, [])
  })
  test('and an audit of the same moment says the same, whatever evidence came since', async () => {
    const { before, store } = await audits('manifest-absent', layers, manifest)
    const again = await auditIntoStore(store, new Date(before.at))
    assert.equal(again.written.outcome, 'same')
  })
})
