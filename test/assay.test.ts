import assert from 'node:assert/strict'
import { createReadStream, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { suite, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import * as v from 'valibot'
import { assaySources, type Outcome } from '../lib/assay.ts'
import type { Source } from '../lib/export/source.ts'
import { assay } from '../lib/index.ts'
import { canonicalJson } from '../lib/json/canonical.ts'
import { defaultLimits } from '../lib/limits.ts'
import { type ExportReport, exportReport, type ImageReport } from '../lib/report/schema.ts'
import { openEvidence } from '../lib/verify/open-evidence.ts'
import { corpusFiles, corpusPath, corpusText, withoutCorpus } from './corpus.ts'
import { expected } from './events/expected.ts'

const samplePath = (name: string): string => join(import.meta.dirname, '../events/exports', name)

const fileSource = (path: string): Source => ({ name: basename(path), open: () => createReadStream(path) })

const assayFile = (path: string): Promise<ExportReport> =>
  assay(createReadStream(path), { name: basename(path) })

const withoutZeros = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))

const errorIds = (report: ExportReport): string[] => [
  ...new Set(
    report.images
      .flatMap((image) => image.findings)
      .filter((finding) => finding.severity === 'error')
      .map((finding) => finding.check),
  ),
]

suite('the samples give what their known truth demands', () => {
  for (const [name, truth] of Object.entries(expected))
    test(name, async () => {
      const report = await assayFile(samplePath(name))
      const { images, indexes, rejected, verdicts, proofs } = report.summary
      assert.deepEqual(
        {
          images,
          indexes,
          rejected,
          verdicts: withoutZeros(verdicts),
          proofs: withoutZeros(proofs),
          errors: errorIds(report),
        },
        { ...truth, rejected: 0 },
      )
    })
})

suite('the corpus gives the counts that an independent implementation reached', {
  skip: withoutCorpus,
}, () => {
  type Counts = { images: number; indexes?: number; verdicts: object; proofs: object }
  const counts = withoutCorpus ? {} : (JSON.parse(corpusText('expected.json')) as Record<string, Counts>)
  for (const [file, wanted] of Object.entries(counts))
    test(file, async () => {
      const { summary } = await assayFile(corpusPath(file))
      assert.deepEqual(
        {
          images: summary.images,
          indexes: summary.indexes,
          verdicts: withoutZeros(summary.verdicts),
          proofs: withoutZeros(summary.proofs),
        },
        {
          images: wanted.images,
          indexes: wanted.indexes ?? 0,
          verdicts: wanted.verdicts,
          proofs: wanted.proofs,
        },
      )
    })

  for (const file of ['pipeline_no_label_istag.yaml', 'pipeline_malformed_istag.yaml'])
    test(`${file} names no digest`, async () => {
      const { images, summary } = await assayFile(corpusPath(`objects/${file}`))
      assert.equal(summary.rejected, 0)
      assert.deepEqual(
        images.map(({ verification }) => [verification.verdict, verification.reason]),
        [['unverifiable', 'digest-absent']],
      )
    })

  test('an import answer is taken apart into its images', async () => {
    const { images } = await assayFile(corpusPath('objects/restclient-v1_image_stream_import.json'))
    assert.deepEqual(
      images.map(({ kind, path, namespace }) => ({ kind, path, namespace })),
      [{ kind: 'Image', path: '/status/images/0/image', namespace: 'hello-world' }],
    )
  })

  test('real exports give no error', async () => {
    for (const folder of ['clusters', 'facts', 'objects'])
      for (const file of corpusFiles(folder)) {
        if (file.startsWith('annotated-') || file === 'pipeline_malformed_istag.yaml') continue
        const report = await assayFile(corpusPath(`${folder}/${file}`))
        assert.deepEqual(errorIds(report), [], file)
      }
  })
})

const collect = async (
  sources: Source[],
  options = {},
): Promise<{ images: ImageReport[]; outcome: Outcome }> => {
  const reports = assaySources(sources, options)
  const images: ImageReport[] = []
  for (;;) {
    const step = await reports.next()
    if (step.done) return { images, outcome: step.value }
    images.push(step.value)
  }
}

suite('the report', () => {
  const all = Object.keys(expected).map((name) => fileSource(samplePath(name)))

  test('fits its own published schema', async () => {
    const { images, outcome } = await collect(all)
    const result = v.safeParse(exportReport, { ...outcome.frame, images })
    assert.deepEqual(result.issues, undefined)
  })

  test('puts settled images first, then the others, then indexes, each in export order', async () => {
    const { images } = await collect(all)
    const group = ({ type, verification }: ImageReport) =>
      type === 'index' ? 2 : verification.verdict === 'unverifiable' ? 1 : 0
    const groups = images.map(group)
    assert.deepEqual(
      groups,
      groups.toSorted((a, b) => a - b),
    )
    assert.deepEqual(new Set(groups), new Set([0, 1, 2]))
    for (const wanted of [0, 1, 2]) {
      const sources = images.filter((image) => group(image) === wanted).map((image) => image.source)
      assert.deepEqual(
        sources,
        sources.toSorted((a, b) => a - b),
      )
    }
  })

  test('is the same bytes every time', async () => {
    const [first, second] = await Promise.all([collect(all), collect(all)])
    assert.equal(canonicalJson(first), canonicalJson(second))
  })

  const text = readFileSync(samplePath('multiarch-list.json'))
  const forms: Record<string, Parameters<typeof assay>[0]> = {
    bytes: text,
    text: text.toString('utf8'),
    object: JSON.parse(text.toString('utf8')) as object,
    gzip: gzipSync(text),
    zstd: zstdCompressSync(text),
  }
  for (const [form, input] of Object.entries(forms))
    test(`is the same for an export given as ${form}`, async () => {
      const { images } = await assay(input)
      assert.deepEqual(images, (await assay(createReadStream(samplePath('multiarch-list.json')))).images)
    })

  test('an index knows its children and adds up their sizes', async () => {
    const { images } = await assay(text)
    const index = images.find((image) => image.type === 'index')
    assert.ok(index)
    const children = images.filter((image) => image.type === 'image')
    const sum = (pick: (image: ImageReport) => number | null) =>
      children.reduce((total, image) => total + (pick(image) ?? Number.NaN), 0)
    assert.equal(
      index.size.total,
      sum((image) => image.size.total),
    )
    assert.equal(
      index.size.layers,
      sum((image) => image.size.layers),
    )
    assert.ok(index.platforms.every((platform) => platform.present))
    assert.deepEqual(index.findings, [])
  })
})

suite('OCI layouts as evidence', { skip: withoutCorpus }, () => {
  const list = (name: string, digest: string) => ({
    kind: 'Image',
    apiVersion: 'image.openshift.io/v1',
    metadata: { name: digest },
    dockerImageReference: `registry.example.com/${name}@${digest}`,
  })

  test('every file is found by the digest that names it, and proves the image of that digest', async () => {
    const notes: string[] = []
    const files = corpusFiles('oci-layouts').filter((file) => file !== 'INDEX.tsv')
    const evidence = await openEvidence([corpusPath('oci-layouts')], null, defaultLimits, (note) =>
      notes.push(note),
    )
    assert.deepEqual(notes, [])
    const digests = files.map((file) => file.replace('_', ':').replace('.json', ''))
    const { images } = await assay(
      { kind: 'List', items: digests.map((digest) => list('a', digest)) },
      { evidence },
    )
    assert.equal(images.length, digests.length)
    for (const { verification } of images)
      assert.deepEqual([verification.verdict, verification.proof], ['verified', 'evidence'])
  })

  test('a manifest in evidence lets its config be checked', async () => {
    const evidence = await openEvidence([corpusPath('oci-layouts')], null, defaultLimits)
    const digest = 'sha256:5ed07065bcbc6c52e3ad28526557d7b6833613fc79257b1a786de85e37c03b05'
    const { images } = await assay(list('a', digest), { evidence })
    assert.deepEqual(
      images.map(({ config, size, platforms }) => ({
        config,
        layers: size.layers,
        platform: platforms[0]?.platform,
      })),
      [
        {
          config: {
            digest: 'sha256:3cd6022503cef24ee80dc156bf171c8d1d588c2ea1904bcd8ef2728c36341594',
            size: 599,
            verdict: 'verified',
            proof: 'evidence',
          },
          layers: 880,
          platform: 'linux/arm64',
        },
      ],
    )
  })
})
