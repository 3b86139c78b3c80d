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
import type { JsonObject } from '../lib/json/json.ts'
import { defaultLimits } from '../lib/limits.ts'
import { type ExportReport, exportReport, type ImageReport } from '../lib/report/schema.ts'
import { openEvidence } from '../lib/verify/open-evidence.ts'
import { itemOf } from './checks/assay-document.ts'
import {
  type Document,
  digestOf,
  imageParts,
  imageType,
  layer,
  index as listOf,
  schema2,
} from './checks/document.ts'
import { drop, type Edit, set } from './checks/edit.ts'
import { amd64, arm64, valid, validImage, validIndex } from './checks/valid.ts'
import { corpusFiles, corpusPath, corpusText, withoutCorpus } from './corpus.ts'
import { expected } from './events/expected.ts'
import { evidenceOf } from './verify/assayed.ts'

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

const itemsOf = (...items: readonly JsonObject[]): JsonObject => ({ kind: 'List', items: [...items] })

const imageOf = (document: Document, ...edits: readonly Edit[]): JsonObject => {
  const image = structuredClone(document.image)
  for (const change of edits) change(image)
  return itemOf('Image', image, document.digest)
}

const tagged = (name: string, document: Document, ...edits: readonly Edit[]): JsonObject => {
  const image = structuredClone(document.image)
  for (const change of edits) change(image)
  const item = itemOf('ImageStreamTag', image, document.digest)
  set('/metadata/name', name)(item)
  return item
}

suite('images that nothing but evidence can settle come after those that settle themselves', () => {
  const wrong = set('/dockerImageManifest', '{}')
  const noSize = drop('/dockerImageMetadata/Size')
  const digestsOf = (images: readonly ImageReport[]) => images.map(({ digest }) => digest)

  test('a mismatch has settled itself, wherever it stands', async () => {
    const [first, second, third] = ['a', 'b', 'c'].map((name) => schema2(imageParts([layer(name, 9)]), false))
    assert.ok(first && second && third)
    const list = listOf(validIndex, true)
    const { images } = await assay(
      itemsOf(imageOf(list), imageOf(first, noSize), imageOf(second, wrong, noSize), imageOf(third)),
    )
    assert.deepEqual(
      images.map(({ digest, verification }) => [digest, verification.verdict]),
      [
        [second.digest, 'mismatch'],
        [third.digest, 'verified'],
        [first.digest, 'unverifiable'],
        [list.digest, 'verified'],
      ],
    )
  })

  test('and among the settled an earlier verified one is before it', async () => {
    const [first, second] = ['a', 'b'].map((name) => schema2(imageParts([layer(name, 9)]), false))
    assert.ok(first && second)
    const { images } = await assay(itemsOf(imageOf(first), imageOf(second, wrong, noSize)))
    assert.deepEqual(digestsOf(images), [first.digest, second.digest])
  })
})

suite('of the export as a whole', () => {
  const blanked = drop('/dockerImageManifest')
  const evidenceFor = (...texts: readonly string[]) => ({ evidence: evidenceOf(...texts) })

  test('the evidence that was used is sorted, each digest once', async () => {
    const documents = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      schema2({ ...imageParts([layer(name, 9)]), written: (text) => `${text} ` }, false),
    )
    const sources = [documents, documents.toReversed()].map(
      (given, i): Source => ({
        name: `${i}.json`,
        open: async function* () {
          yield Buffer.from(JSON.stringify(itemsOf(...given.map((each) => imageOf(each)))))
        },
      }),
    )
    const texts = documents.flatMap(({ manifest, config }) => [manifest, config ?? ''])
    const { outcome } = await collect(sources, evidenceFor(...texts, 'unused'))
    assert.deepEqual(outcome.evidence, [...new Set(texts.map((text) => digestOf(text)))].toSorted())
  })

  test('the media type is that of the proof, not the claim', async () => {
    const oci = 'application/vnd.oci.image.manifest.v1+json'
    const { embedded } = valid
    const claim = set('/dockerImageManifestMediaType', oci)
    const { images } = await assay(itemsOf(imageOf(embedded(), claim)))
    assert.deepEqual(
      images.map(({ mediaType }) => mediaType),
      [imageType],
    )
    const odd = schema2({ ...validImage, written: (text) => `${text} ` }, false)
    const beside = await assay(itemsOf(imageOf(odd, claim)), evidenceFor(odd.manifest))
    assert.deepEqual(
      beside.images.map(({ mediaType, verification }) => [mediaType, verification.proof]),
      [[imageType, 'evidence']],
    )
    const unproven = await assay(itemsOf(imageOf(odd, claim)))
    assert.deepEqual(
      unproven.images.map(({ mediaType }) => mediaType),
      [oci],
    )
  })

  test('a child that stands there twice is what is proven of it, whichever comes first', async () => {
    const list = listOf(validIndex, true)
    const unproven = imageOf(amd64, blanked, set('/dockerImageLayers/0/size', 7))
    const proven = imageOf(amd64)
    const rest = [imageOf(arm64), imageOf(list)]
    for (const order of [
      [unproven, proven, ...rest],
      [proven, unproven, ...rest],
      [...rest, unproven, proven],
      [...rest, proven, unproven],
    ]) {
      const { images } = await assay(itemsOf(...order))
      const [first, ...more] = images.filter(({ type }) => type === 'index')
      assert.deepEqual([first?.size.layers, more], [100 + 320, []])
    }
  })

  test('a child that bytes contradict gives its index no size, and no more than its length to check', async () => {
    const [entry] = validIndex.entries
    const list = listOf({ ...validIndex, entries: [entry], children: [] }, true)
    const other = schema2(imageParts([layer('other', 1), layer('more', 2)]), true)
    const child = imageOf(
      amd64,
      set('/dockerImageManifest', other.manifest),
      drop('/dockerImageMetadata/Size'),
    )
    const { images } = await assay(itemsOf(child, imageOf(list)))
    const found = images.find(({ type }) => type === 'index')
    assert.deepEqual([found?.size.layers, found?.size.total, found?.size.unknownSizes], [null, null, null])
    assert.deepEqual(
      found?.findings.map((each) => [each.check, each.expected, each.actual]),
      [['index-child', String(entry.size), String(Buffer.byteLength(other.manifest))]],
    )
  })

  test('conflicts name each image once, sorted', async () => {
    const sized = (size: number) => schema2(imageParts([{ ...layer('shared', 1), size }]), false)
    const { summary } = await assay(
      itemsOf(
        tagged('zoo:1', sized(1)),
        tagged('app:1', sized(2)),
        tagged('mid:1', sized(3)),
        tagged('app:1', sized(4)),
        tagged('app:2', sized(1)),
      ),
    )
    assert.deepEqual(
      summary.conflicts.map(({ path, images, values }) => ({ path, images, values })),
      [{ path: '/size', images: ['app:1', 'mid:1', 'zoo:1'], values: ['1', '2', '3', '4'] }],
    )
  })

  test('a config in evidence settles nothing about an image that is not proven', async () => {
    const document = schema2({ ...validImage, written: (text) => `${text} ` }, false)
    const source: Source = {
      name: 'x.json',
      open: async function* () {
        yield Buffer.from(JSON.stringify(imageOf(document)))
      },
    }
    const bare = await collect([source])
    const beside = await collect([source], evidenceFor(validImage.config))
    assert.deepEqual(beside, bare)
    assert.deepEqual(beside.outcome.evidence, [])
    assert.deepEqual(
      beside.images.map(({ config, platforms }) => [config?.verdict, platforms[0]?.platform]),
      [['unverifiable', 'unknown/amd64']],
    )
  })

  test('a config that nothing names counts among the unknown', async () => {
    const nameless = [drop('/dockerImageMetadata/Id'), drop('/dockerImageMetadata/Size')]
    const documents = ['a', 'b'].map((name) => schema2(imageParts([layer(name, 9)]), false))
    const { summary } = await assay(itemsOf(...documents.map((each) => imageOf(each, ...nameless))))
    assert.deepEqual(summary.size, { layers: 18, distinctLayers: 18, total: 18, unknownSizes: 2 })
  })
})

suite('a config', () => {
  const size = Buffer.byteLength(validImage.config)
  const configOf = async (item: JsonObject, ...texts: readonly string[]) => {
    const { images } = await assay(itemsOf(item), { evidence: evidenceOf(...texts), repair: false })
    const [image] = images
    assert.ok(image)
    const checks = image.findings.map(({ check }) => check)
    return { config: image.config, checks: checks.filter((check) => check.startsWith('config')) }
  }
  const digest = digestOf(validImage.config)

  for (const wrong of [5, size + 1])
    test(`in evidence is a mismatch where the proven manifest says ${wrong} bytes`, async () => {
      const document = schema2({ ...validImage, configSize: wrong }, true)
      const image = imageOf(document, drop('/dockerImageConfig'))
      assert.deepEqual(await configOf(image, validImage.config), {
        config: { digest, size: wrong, verdict: 'mismatch', proof: null },
        checks: ['config-size'],
      })
    })

  for (const [what, edits] of [
    ['a Size that leaves another length for it', [set('/dockerImageMetadata/Size', 5000)]],
    ['no Size', [drop('/dockerImageMetadata/Size')]],
    ['a Size below its layers', [set('/dockerImageMetadata/Size', 1)]],
  ] as const)
    test(`that the ID names is open in an unproven image with ${what}, and as long as it is`, async () => {
      const document = schema2(validImage, true)
      const image = imageOf(document, drop('/dockerImageManifest'), ...edits)
      assert.deepEqual(await configOf(image), {
        config: { digest, size, verdict: 'unverifiable', proof: null },
        checks: [],
      })
    })
})

suite('a list of manifests on a proven image', () => {
  const manifests = set('/dockerImageManifests', [
    { digest: digestOf('x'), mediaType: imageType, manifestSize: 7, architecture: 'arm64', os: 'linux' },
  ])
  const untyped = drop('/dockerImageManifestMediaType')
  for (const [what, edits, found] of [
    ['is against the API', [manifests], 1],
    ['is against the API where no media type says what it is', [manifests, untyped], 1],
    ['is nothing where it is empty', [set('/dockerImageManifests', [])], 0],
  ] as const)
    test(what, async () => {
      const { images } = await assay(itemsOf(imageOf(valid.embedded(), drop('/dockerImageLayers'), ...edits)))
      const [image] = images
      assert.deepEqual(
        [image?.type, image?.verification.proof, image?.layers.length],
        ['image', 'embedded', 3],
      )
      assert.deepEqual(
        image?.findings.map(({ check, severity, path }) => [check, severity, path]),
        Array.from({ length: found }, () => ['api-shape', 'error', '/dockerImageManifests']),
      )
    })
})
