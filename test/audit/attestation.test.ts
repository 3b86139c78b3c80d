import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { audit } from '../../lib/audit/audit.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { writeReport } from '../../lib/report/write.ts'
import { fileStore } from '../../lib/store/file.ts'
import { digest, frameOf, imageReport, reportsOf, source } from '../report/sample-report.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-attestation-'))
after(() => rmSync(work, { recursive: true, force: true }))

const at = new Date('2026-03-01T02:00:00.000Z')
const platform = (text: string, of: string, attestation = false): ImageReport['platforms'][number] => {
  const [os = null, architecture = null] = text.split('/')
  return {
    platform: text,
    os,
    architecture,
    variant: null,
    digest: digest(of),
    manifestSize: 7,
    attestation,
    present: true,
  }
}
const image = (id: string, text: string): ImageReport =>
  imageReport({ digest: digest(id), platforms: [platform(text, id)] })

const index = imageReport({
  digest: digest('f1'),
  type: 'index',
  config: null,
  layers: [],
  platforms: [platform('linux/amd64', 'a1'), platform('unknown/unknown', 'a2', true)],
})
const children = [image('a1', 'linux/amd64'), image('a2', 'unknown/unknown')]
const other = { ...image('a3', 'unknown/unknown'), stream: 'other' }
const nameless = { ...image('a4', 'unknown/unknown'), digest: null, stream: 'other' }

/** What an audit of these exports says of platforms: in its summary, and of each stream. */
const audited = async (...exports: (readonly ImageReport[])[]) => {
  const store = fileStore(mkdtempSync(join(work, 'store-')))
  for (const [number, images] of exports.entries()) {
    const sha256 = String(number).repeat(64)
    const indexes = images.filter(({ type }) => type === 'index').length
    const frame = frameOf({
      sources: [source({ name: `e${number}`, sha256 })],
      summary: { images: images.length, indexes },
    })
    await writeReport(store, `e${number}`, reportsOf(images, { frame, evidence: [] }))
  }
  const { summary, answers } = await audit(store, at)
  return {
    platforms: summary.platforms.map((one) => `${one.platform} ${one.images}`),
    streams: answers.coverage?.map((row) => [row.stream, row.platform, row.images].join(' ')),
  }
}

suite('an image that an index says is an attestation counts for no platform', () => {
  test('in one export', async () =>
    assert.deepEqual(await audited([...children, index, other, nameless]), {
      platforms: ['linux/amd64 1', 'unknown/unknown 2'],
      streams: ['other unknown/unknown 2', 'ruby linux/amd64 2'],
    }))

  test('across exports', async () =>
    assert.deepEqual(await audited(children, [index]), {
      platforms: ['linux/amd64 1'],
      // Their keys say that each is of a cluster of its own.
      streams: ['ruby linux/amd64 1', 'ruby linux/amd64 1'],
    }))

  test('not without the index', async () =>
    assert.deepEqual(await audited(children), {
      platforms: ['linux/amd64 1', 'unknown/unknown 1'],
      streams: ['ruby linux/amd64 1', 'ruby unknown/unknown 1'],
    }))
})
