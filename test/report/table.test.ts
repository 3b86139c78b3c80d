import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { columnsOf } from '../../lib/report/columns.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { digest, findingOf, frameOf, imageReport, mismatch, source } from './sample-report.ts'
import { tableOf } from './table-of.ts'

const unverifiable = imageReport({
  verification: {
    verdict: 'unverifiable',
    proof: null,
    computed: null,
    bytes: null,
    form: null,
    reason: 'reconstruction-inconclusive',
  },
  findings: [
    findingOf({ check: 'manifest-unverifiable', severity: 'warning', expected: null, actual: null }),
  ],
})

const platform = imageReport().platforms.slice(0, 1)

const index = imageReport({
  type: 'index',
  platforms: [
    ...platform,
    ...platform.map((one) => ({ ...one, platform: 'linux/arm64/v8' })),
    ...platform.map((one) => ({ ...one, platform: 'unknown/unknown', attestation: true })),
  ],
  size: { ...imageReport().size, layers: null, distinctLayers: null, total: null },
})

const lineOf = (image: ImageReport, width = 80): string =>
  tableOf([image], frameOf(), { width }).split('\n')[1] ?? ''

describe('a line for one image', () => {
  for (const [what, image, expected] of [
    ['proven', imageReport(), /^ok {11}reconstructed +71\.5 MiB unknown\/amd64 +shop\/ruby@a1a1a1a1a1a1$/],
    ['false', mismatch(), /^MISMATCH {5}bytes differ +71\.5 MiB /],
    ['not to be proven', unverifiable, /^unverifiable no form fits +71\.5 MiB /],
    ['index without children', index, /^ok +reconstructed +\? index of 2 /],
    [
      'with unknown sizes',
      imageReport({ size: { ...imageReport().size, unknownSizes: 2 } }),
      / 71\.5 MiB\+ /,
    ],
    [
      'Image: known by its reference',
      imageReport({ kind: 'Image', name: digest('a1'), namespace: null }),
      / …ple\/shop\/ruby@a1a1a1a1a1a1$/,
    ],
    [
      'Image whose reference names another digest: known by its own',
      imageReport({ kind: 'Image', name: digest('bb'), digest: digest('bb'), namespace: null }),
      / sha256:b{19}…$/,
    ],
    [
      'without any name',
      imageReport({ name: null, digest: null, reference: null, namespace: null }),
      / nameless image$/,
    ],
  ] as const)
    it(what, () => assert.match(lineOf(image), expected))

  for (const [width, heading, line] of [
    [40, /^VERDICT {6}IMAGE$/, /^ok {11}shop\/ruby@a1a1a1a1a1a1$/],
    [46, /^VERDICT {6}PROOF\/REASON {2}IMAGE$/, /^ok {11}reconstructed …\/ruby@a1a1a1a1a1a1$/],
    [56, /REASON {7}SIZE IMAGE$/, /^ok {11}reconstructed {2}71\.5 MiB …\/ruby@a1a1a1a1a1a1$/],
    [72, /SIZE PLATFORM {8}IMAGE$/, / 71\.5 MiB unknown\/amd64 {3}…\/ruby@a1a1a1a1a1a1$/],
  ] as const)
    it(`of ${width} columns keeps verdict and digest, and what else has room`, () => {
      const [first = '', second = ''] = tableOf([imageReport()], frameOf(), { width }).split('\n')
      assert.match(first, heading)
      assert.match(second, line)
    })

  it('shows the serialization where there is room', () => {
    assert.doesNotMatch(lineOf(imageReport(), 119), /docker-indent3/)
    assert.match(lineOf(imageReport(), 120), /^ok +reconstructed docker-indent3 /)
  })
})

describe('findings below an image', () => {
  it('show errors with both values whole, then warnings, and leave info to the JSON', () => {
    const findings = [
      findingOf({ severity: 'info', check: 'layer-repeated' }),
      findingOf({ severity: 'warning', check: 'media-type', message: 'odd', expected: 'a', actual: 'b' }),
      findingOf(),
    ]
    const lines = tableOf([mismatch({ findings })])
      .split('\n')
      .slice(2, 7)
    assert.deepEqual(lines, [
      '  error manifest-digest: the manifest bytes do not hash to the digest',
      '    (/image/dockerImageManifest)',
      `    want ${digest('a1')}`,
      `    got  ${digest('ff')}`,
      '  warning media-type: odd (/image/dockerImageManifest)',
    ])
    assert.doesNotMatch(tableOf([mismatch({ findings })]), /layer-repeated/)
  })

  it('are bounded', () => {
    const findings = Array.from({ length: 1000 }, () => findingOf())
    assert.match(tableOf([mismatch({ findings })]), /\n {2}and 988 more: see --format json\n/)
  })
})

const everything = frameOf({
  sources: [source(), source({ name: 'second.json', documents: 3 })],
  rejected: [
    { source: 1, document: 1, path: '/items/3', code: 'kind-unknown', message: 'a Pod is no image' },
  ],
  summary: {
    images: 1_000_000,
    indexes: 1,
    rejected: 1,
    verdicts: { verified: 800_000, mismatch: 1, unverifiable: 199_999 },
    platforms: Array.from({ length: 20 }, (_, at) => ({ platform: `linux/arm64/v${at}`, images: 123_456 })),
    conflicts: [
      {
        digest: digest('dd'),
        path: '/image/dockerImageMetadata/Size',
        values: ['1', '2'],
        images: ['one', 'two'],
      },
    ],
    wanted: { manifests: [`registry.example/x@${digest('aa')}`], more: 198_999 },
    findings: { error: 1, warning: 2, info: 3 },
  },
})

describe('the summary', () => {
  const text = tableOf([], everything)
  for (const [what, expected] of [
    ['counts', /^Images +1,000,000, 1 index among them$/m],
    ['verdicts', /^Verdicts +800,000 ok, 1 MISMATCH, 199,999 unverifiable$/m],
    ['sizes, each blob once', /^Size +71\.5 MiB of layers; each blob once: 71\.5 MiB of layers, 71\.5 MiB$/m],
    ['platforms, bounded', /and 8 more/],
    ['findings', /^Findings +1 error, 2 warnings, 3 info$/m],
    ['rejections', /^ {2}second\.json, document 2 of 3, \/items\/3: a Pod is no image \(kind-unknown\)$/m],
    ['conflicts', /^ {4}\/image\/dockerImageMetadata\/Size\n {6}1\n {6}2\n {4}in one, two$/m],
    [
      'what would settle the rest',
      /199,000\s+raw\s+manifests\s+would\s+settle\s+that(?:.|\n)*--evidence FOLDER/,
    ],
    ['where to read on', /`assay checks ID` tells/],
  ] as const)
    it(what, () => assert.match(text, expected))

  it('says nothing of what there is none of', () =>
    assert.doesNotMatch(tableOf([imageReport()]), /Rejected|described differently|--evidence|assay checks/))
})

describe('verdicts that have no room beside one another', () => {
  it('stand below one another', () => {
    const text = tableOf([], everything, { width: 50 })
    assert.match(text, /^Verdicts {4}800,000 ok,\n {12}1 MISMATCH,\n {12}199,999 unverifiable$/m)
  })
})

describe('several sources', () => {
  it('stand under their names', () => {
    const images = [imageReport(), imageReport(), imageReport({ source: 1 })]
    const text = tableOf(images, frameOf(), { sources: ['a.json', 'b\u001b[2J.json'] })
    assert.deepEqual(text.match(/^── .*$/gm), ['── a.json', '── b\\u001b[2J.json'])
  })
})

describe('the page', () => {
  const evil = '\u001b]0;x\u0007\u202e\u009b2J\n日本語'.repeat(300)
  const hostile = mismatch({
    name: evil,
    namespace: evil,
    findings: [findingOf({ message: evil, path: evil, expected: evil, actual: evil, check: evil })],
    platforms: platform.map((one) => ({ ...one, platform: evil })),
  })
  const hostileFrame = frameOf({
    sources: [source({ name: evil })],
    rejected: [{ source: 0, document: 0, path: evil, code: evil, message: evil }],
    summary: {
      platforms: [{ platform: evil, images: 1 }],
      conflicts: [{ digest: evil, path: evil, values: [evil], images: [evil] }],
      wanted: { manifests: [evil], more: 0 },
    },
  })

  for (const width of [10, 40, 45, 46, 55, 56, 71, 72, 80, 120, 200])
    it(`never exceeds ${width} columns, or 40, whatever the export says`, () => {
      const text = tableOf([imageReport(), hostile, unverifiable, index], hostileFrame, {
        width,
        sources: [evil, 'b'],
      })
      const all = text + tableOf([], everything, { width })
      // Commands are there to be copied.
      const lines = all.split('\n').filter((line) => !line.startsWith('  skopeo inspect --raw docker://'))
      for (const line of lines) assert.ok(columnsOf(line) <= Math.max(40, width), line)
    })

  it('lets nothing of the export through that a terminal obeys', () => {
    const text = tableOf([hostile], hostileFrame, { sources: [evil, 'b'] })
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u)
  })

  it('is the same with colour but for the escapes', () => {
    const images = [imageReport(), mismatch(), unverifiable]
    const plain = tableOf(images, everything)
    const coloured = tableOf(images, everything, { colour: true })
    assert.ok(!plain.includes('\u001b'))
    assert.ok(coloured.includes('\u001b[31m'))
    assert.equal(stripVTControlCharacters(coloured), plain)
  })
})
