import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import * as v from 'valibot'
import type { Conflict } from '../../lib/checks/conflict.ts'
import { type ImageReport, type Summary, summary as summarySchema } from '../../lib/report/schema.ts'
import { digest, findingOf, imageReport } from './sample-report.ts'
import { summaryOf } from './summary-of.ts'

/** The same in memory as in the temporary folder. */
const summarize = (
  reports: readonly ImageReport[],
  conflicts: readonly Conflict[] = [],
  rejected = 0,
): Summary => {
  const found = summaryOf(reports, { conflicts, rejected })
  assert.deepEqual(summaryOf(reports, { conflicts, rejected, memory: 0 }), found)
  return found
}

type Layer = ImageReport['layers'][number]
type Platform = ImageReport['platforms'][number]
type Verification = ImageReport['verification']

const layer = (hex: string, size: number | null): Layer => ({ digest: digest(hex), size, mediaType: null })

/** An image of these layers, summed as the measures sum them; a config where one is given. */
const image = (
  layers: readonly Layer[],
  config: ImageReport['config'] = null,
  changes: Partial<ImageReport> = {},
): ImageReport => {
  const known = layers.flatMap(({ size }) => (size === null ? [] : [size]))
  const { size } = imageReport()
  return imageReport({
    layers: [...layers],
    config,
    size: {
      ...size,
      layers: known.length === 0 && layers.length > 0 ? null : known.reduce((a, b) => a + b, 0),
    },
    ...changes,
  })
}
const config = (hex: string | null, size: number | null): ImageReport['config'] => ({
  digest: hex === null ? null : digest(hex),
  size,
  verdict: 'unverifiable',
  proof: null,
})

const platform = (text: string, changes: Partial<Platform> = {}): Platform => {
  const [os = null, architecture = null, variant = null] = text.split('/')
  return {
    platform: text,
    os,
    architecture,
    variant,
    digest: digest('e1'),
    manifestSize: 7,
    attestation: false,
    present: true,
    ...changes,
  }
}
const index = (platforms: readonly Platform[], changes: Partial<ImageReport> = {}): ImageReport => {
  const { size } = imageReport()
  return imageReport({
    type: 'index',
    layers: [],
    config: null,
    platforms: [...platforms],
    size: { ...size, layerCount: null, declared: null, layers: 900, distinctLayers: 900, total: 999 },
    ...changes,
  })
}

const verification = (
  verdict: Verification['verdict'],
  proof: Verification['proof'] = null,
): Partial<ImageReport> => ({
  verification: { verdict, proof, computed: null, bytes: null, form: null, reason: null },
})
const finding = (severity: 'error' | 'warning' | 'info'): ImageReport['findings'][number] => ({
  check: 'media-type',
  severity,
  path: '',
  message: 'x',
  expected: null,
  actual: null,
})
const conflict = (hex: string): Conflict => ({
  digest: digest(hex),
  path: '/size',
  values: ['1', '2'],
  images: ['a', 'b'],
})

describe('summary: small whatever an export says', () => {
  const unknown = (changes: Partial<ImageReport>): ImageReport =>
    imageReport({ ...verification('unverifiable'), ...changes })

  it('names the first platforms that it meets, and counts the images of others', () => {
    const platforms = ['b/1', 'a/2', 'c/3', 'a/2', 'd/4', 'c/3', 'b/1']
    const reports = platforms.map((text) => imageReport({ platforms: [platform(text)] }))
    const { platforms: named, otherPlatforms } = summaryOf(reports, { mostPlatforms: 2 })
    assert.deepEqual(named, [
      { platform: 'a/2', images: 2 },
      { platform: 'b/1', images: 2 },
    ])
    assert.equal(otherPlatforms, 3)
    assert.ok(!('otherPlatforms' in summaryOf(reports, { mostPlatforms: 4 })))
  })

  it('shortens what is no platform', () => {
    const { platforms } = summarize([imageReport({ platforms: [platform(`a/${'x'.repeat(10_000)}`)] })])
    assert.match(platforms[0]?.platform ?? '', /^a\/x{198}… \(10002 characters\)$/)
  })

  it('wants an image by its digest where the reference is none that a registry could have', () => {
    const reference = `registry.example/${'x'.repeat(10_000)}@${digest('a1')}`
    assert.deepEqual(summarize([unknown({ reference })]).wanted, { manifests: [digest('a1')], more: 0 })
  })
})

describe('summary: counts', () => {
  it('of nothing is nothing', () =>
    assert.deepEqual(summarize([]), {
      images: 0,
      indexes: 0,
      rejected: 0,
      verdicts: { verified: 0, mismatch: 0, unverifiable: 0 },
      proofs: { embedded: 0, reserialized: 0, evidence: 0, reconstructed: 0 },
      size: { layers: 0, distinctLayers: 0, total: 0, unknownSizes: 0 },
      platforms: [],
      signatures: { signed: 0, verified: 0, unsigned: 0 },
      conflicts: [],
      wanted: { manifests: [], more: 0 },
      findings: { error: 0, warning: 0, info: 0 },
    } satisfies Summary))

  it('images are all of them, indexes those of type index', () => {
    const { images, indexes } = summarize([imageReport(), index([]), imageReport()])
    assert.deepEqual({ images, indexes }, { images: 3, indexes: 1 })
  })

  it('the same image twice is two', () => assert.equal(summarize([imageReport(), imageReport()]).images, 2))

  it('rejected is what was rejected', () => assert.equal(summarize([imageReport()], [], 4).rejected, 4))

  it('verdicts and proofs, each by its name', () => {
    const { verdicts, proofs } = summarize([
      imageReport(verification('verified', 'embedded')),
      imageReport(verification('verified', 'reserialized')),
      imageReport(verification('verified', 'reserialized')),
      imageReport(verification('verified', 'evidence')),
      index([], verification('verified', 'reconstructed')),
      imageReport(verification('mismatch')),
      imageReport(verification('unverifiable')),
      imageReport(verification('unverifiable')),
    ])
    assert.deepEqual(verdicts, { verified: 5, mismatch: 1, unverifiable: 2 })
    assert.deepEqual(proofs, { embedded: 1, reserialized: 2, evidence: 1, reconstructed: 1 })
  })

  it('signed images and unsigned ones', () => {
    const signature: ImageReport['signatures'][number] = {
      name: 'a@b',
      type: 'AtomicImageV1',
      verdict: 'not-checked',
      keyId: null,
      keyFingerprint: null,
      expires: null,
      claimedKeyId: null,
      claimedDigest: null,
      claimedIdentity: null,
      digestMatches: null,
      identityMatches: null,
      claimed: {
        conditions: [],
        issuedBy: null,
        issuedTo: null,
        created: null,
        imageIdentity: null,
        signedClaims: null,
      },
    }
    const reports = [[signature, signature], [signature], [], []].map((signatures) =>
      imageReport({ signatures }),
    )
    assert.deepEqual(summarize(reports).signatures, { signed: 2, verified: 0, unsigned: 2 })
  })

  it('findings by severity, each conflict an error', () => {
    const reports = [
      imageReport({ findings: [finding('error'), finding('warning'), finding('warning')] }),
      index([], { findings: [finding('info'), finding('info'), finding('info')] }),
      imageReport({ findings: [] }),
    ]
    assert.deepEqual(summarize(reports).findings, { error: 1, warning: 2, info: 3 })
    const conflicts = [conflict('a1'), conflict('b2')]
    assert.deepEqual(summarize(reports, conflicts).findings, { error: 3, warning: 2, info: 3 })
  })

  it('conflicts as they were found', () => {
    const conflicts = [conflict('a1'), conflict('b2')]
    assert.deepEqual(summarize([], conflicts).conflicts, conflicts)
  })

  for (const [what, checks, at] of [
    ['no time where nothing depended on one', ['policy-size', 'layer-repeated'], undefined],
    ['the time where a waiver depended on it', ['policy-size', 'policy-waived'], '2026-01-31T00:00:00.000Z'],
    ['the time where a waiver has expired', ['policy-waiver-expired'], '2026-01-31T00:00:00.000Z'],
  ] as const)
    it(what, () => {
      const report = imageReport({ findings: checks.map((check) => findingOf({ check })) })
      assert.equal(summaryOf([report], { at: new Date('2026-01-31T00:00:00Z') }).at, at)
    })

  it('no time where none was given', () => {
    const report = imageReport({ findings: [findingOf({ check: 'policy-waived' })] })
    assert.equal('at' in summarize([report]), false)
  })

  it('what the schema of the report allows', () =>
    assert.ok(
      v.is(summarySchema, summarize([imageReport(), index([platform('linux/amd64')])], [conflict('a1')], 1)),
    ))
})

interface SizeCase {
  readonly name: string
  readonly reports: readonly ImageReport[]
  readonly size: Summary['size']
}

const sizes: readonly SizeCase[] = [
  {
    name: 'layers are summed over images, distinct ones once in the whole export',
    reports: [image([layer('b1', 10), layer('b2', 20)]), image([layer('b1', 10), layer('b3', 30)])],
    size: { layers: 70, distinctLayers: 60, total: 60, unknownSizes: 0 },
  },
  {
    name: 'the same image twice counts twice among all layers, once among the distinct',
    reports: [image([layer('b1', 10)], config('c1', 3)), image([layer('b1', 10)], config('c1', 3))],
    size: { layers: 20, distinctLayers: 10, total: 13, unknownSizes: 0 },
  },
  {
    name: 'a layer twice in one image counts twice among all layers',
    reports: [image([layer('b1', 10), layer('b1', 10)])],
    size: { layers: 20, distinctLayers: 10, total: 10, unknownSizes: 0 },
  },
  {
    name: 'total has every config once',
    reports: [
      image([layer('b1', 10)], config('c1', 3)),
      image([layer('b1', 10), layer('b2', 20)], config('c1', 3)),
      image([layer('b2', 20)], config('c2', 4)),
    ],
    size: { layers: 60, distinctLayers: 30, total: 37, unknownSizes: 0 },
  },
  {
    name: 'a blob counts with its largest known size',
    reports: [
      image([layer('b1', 10)]),
      image([layer('b1', 12)]),
      image([layer('b1', 11)]),
      image([layer('b1', null)]),
    ],
    size: { layers: 33, distinctLayers: 12, total: 12, unknownSizes: 0 },
  },
  {
    name: 'a size that one image does not know and another does is known',
    reports: [image([layer('b1', null)]), image([layer('b1', 10)])],
    size: { layers: 10, distinctLayers: 10, total: 10, unknownSizes: 0 },
  },
  {
    name: 'a proven size of 0 is known',
    reports: [image([layer('b1', 0)]), image([layer('b1', null)])],
    size: { layers: 0, distinctLayers: 0, total: 0, unknownSizes: 0 },
  },
  {
    name: 'a blob of unknown size counts once among the unknown',
    reports: [image([layer('b1', null), layer('b2', 20)]), image([layer('b1', null), layer('b3', null)])],
    size: { layers: 20, distinctLayers: 20, total: 20, unknownSizes: 2 },
  },
  {
    name: 'a config of unknown size is unknown',
    reports: [image([layer('b1', 10)], config('c1', null)), image([layer('b1', 10)], config('c1', null))],
    size: { layers: 20, distinctLayers: 10, total: 10, unknownSizes: 1 },
  },
  {
    name: 'configs that nothing names are unknown, each for itself',
    reports: [
      image([layer('b1', 10)], config(null, null)),
      image([layer('b1', 10)], config(null, null)),
      image([layer('b2', null)], config('c1', 3)),
    ],
    size: { layers: 20, distinctLayers: 10, total: 13, unknownSizes: 3 },
  },
  {
    name: 'a config that is a layer of its own image counts once',
    reports: [image([layer('b1', 10), layer('c1', 2)], config('c1', 2))],
    size: { layers: 12, distinctLayers: 12, total: 12, unknownSizes: 0 },
  },
  {
    name: 'a blob that is a layer here and a config there is one blob',
    reports: [image([layer('b1', 10)], config('c1', 3)), image([layer('c1', 3)])],
    size: { layers: 13, distinctLayers: 13, total: 13, unknownSizes: 0 },
  },
  {
    name: 'an image of unknown layers adds nothing that is known',
    reports: [imageReport({ layers: [], config: null, size: { ...imageReport().size, layers: null } })],
    size: { layers: 0, distinctLayers: 0, total: 0, unknownSizes: 0 },
  },
  {
    name: 'an index adds nothing',
    reports: [image([layer('b1', 10)], config('c1', 3)), index([platform('linux/amd64')])],
    size: { layers: 10, distinctLayers: 10, total: 13, unknownSizes: 0 },
  },
]

describe('summary: sizes', () => {
  for (const { name, reports, size } of sizes) {
    it(name, () => assert.deepEqual(summarize(reports).size, size))
    it(`${name}, the other way round`, () => assert.deepEqual(summarize(reports.toReversed()).size, size))
  }
})

const single = (text: string): ImageReport => imageReport({ platforms: [platform(text)] })

describe('summary: platforms', () => {
  it('counts single images, sorted by platform', () =>
    assert.deepEqual(
      summarize([
        single('linux/s390x'),
        single('linux/amd64'),
        single('unknown/amd64'),
        single('linux/amd64'),
      ]).platforms,
      [
        { platform: 'linux/amd64', images: 2 },
        { platform: 'linux/s390x', images: 1 },
        { platform: 'unknown/amd64', images: 1 },
      ],
    ))

  it('counts an index entry only where its child is no image of the export, in evidence or not', () => {
    const child = 'sha256:c1'
    const reports = [
      imageReport({ digest: child, platforms: [platform('linux/amd64', { digest: child })] }),
      index([
        platform('linux/amd64', { digest: child }),
        platform('linux/s390x', { digest: 'sha256:c2', present: true }),
        platform('linux/arm64/v8', { digest: 'sha256:c3', present: false }),
      ]),
    ]
    assert.deepEqual(
      summarize(reports).platforms.map(({ platform: text, images }) => `${text} ${images}`),
      ['linux/amd64 1', 'linux/arm64/v8 1', 'linux/s390x 1'],
    )
  })

  it('counts no attestation', () => {
    const attestation = platform('unknown/unknown', { attestation: true, present: false })
    assert.deepEqual(
      summarize([index([attestation, platform('linux/amd64', { present: false })])]).platforms,
      [{ platform: 'linux/amd64', images: 1 }],
    )
  })

  it('tells variants apart', () => {
    const absent = ['linux/arm/v6', 'linux/arm/v7', 'linux/arm/v7'].map((text) =>
      platform(text, { present: false }),
    )
    assert.deepEqual(summarize([index(absent)]).platforms, [
      { platform: 'linux/arm/v6', images: 1 },
      { platform: 'linux/arm/v7', images: 2 },
    ])
  })
})

const numbered = (n: number): string => digest(n.toString(16).padStart(8, '0'))
const unverifiable = (n: number, changes: Partial<ImageReport> = {}): ImageReport =>
  imageReport({
    ...verification('unverifiable'),
    digest: numbered(n),
    reference: `registry.example/shop/app@${numbered(n)}`,
    ...changes,
  })

describe('summary: wanted', () => {
  it('names the manifests of the unverifiable, by references that can be pulled', () =>
    assert.deepEqual(
      summarize([unverifiable(1), imageReport(), imageReport(verification('mismatch')), unverifiable(2)])
        .wanted,
      {
        manifests: [1, 2].map((n) => `registry.example/shop/app@${numbered(n)}`),
        more: 0,
      },
    ))

  it('names the digest, not the tag that the reference may hold', () =>
    assert.deepEqual(
      summarize([unverifiable(1, { reference: 'registry.example:5000/shop/app:latest' })]).wanted.manifests,
      [`registry.example:5000/shop/app@${numbered(1)}`],
    ))

  it('names the digest that the verdict speaks of, not another one in the reference', () =>
    assert.deepEqual(
      summarize([unverifiable(1, { reference: `registry.example/shop/app@${numbered(9)}` })]).wanted
        .manifests,
      [`registry.example/shop/app@${numbered(1)}`],
    ))

  it('names the bare digest where there is no reference', () =>
    assert.deepEqual(summarize([unverifiable(1, { reference: null })]).wanted.manifests, [numbered(1)]))

  it('names no image without a digest: no manifest would settle it', () =>
    assert.deepEqual(summarize([unverifiable(1, { digest: null })]).wanted, { manifests: [], more: 0 }))

  it('names no image whose digest cannot be recomputed: no manifest would settle it', () => {
    const unsupported = unverifiable(1, {
      digest: 'blake3:0123',
      verification: {
        ...imageReport().verification,
        ...verification('unverifiable').verification,
        reason: 'digest-unsupported',
      },
    })
    assert.deepEqual(summarize([unsupported]).wanted, { manifests: [], more: 0 })
  })

  it('names a reference once', () =>
    assert.equal(summarize([unverifiable(1), unverifiable(1)]).wanted.manifests.length, 1))

  for (const [count, more] of [
    [1000, 0],
    [1001, 1],
    [2500, 1500],
  ] as const)
    it(`names the first 1,000 of ${count} and counts the rest`, () => {
      const { wanted } = summarize(Array.from({ length: count }, (_, n) => unverifiable(n)))
      assert.equal(wanted.more, more)
      assert.deepEqual(
        wanted.manifests,
        Array.from({ length: 1000 }, (_, n) => `registry.example/shop/app@${numbered(n)}`),
      )
    })
})

const images = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('b1', 'b2', 'b3', 'c1'), fc.option(fc.nat({ max: 2 ** 30 }))), {
      maxLength: 5,
    }),
    fc.option(fc.tuple(fc.constantFrom('c1', 'c2'), fc.option(fc.nat({ max: 2 ** 20 })))),
  )
  .map(([layers, given]) =>
    image(
      layers.map(([hex, size]) => layer(hex, size)),
      given === null ? null : config(...given),
    ),
  )
const exports = fc.array(images, { maxLength: 6 })
const bounded = { seed: 7, numRuns: 200 }

describe('properties of the summary', () => {
  it('no sum is below zero, and total is at least the distinct layers', () =>
    fc.assert(
      fc.property(exports, (reports) => {
        const { size } = summarize(reports)
        for (const each of Object.values(size)) assert.ok(each >= 0)
        assert.ok(size.total >= size.distinctLayers)
      }),
      bounded,
    ))

  it('the same image once more changes no distinct sum', () =>
    fc.assert(
      fc.property(fc.array(images, { minLength: 1, maxLength: 6 }), fc.nat(), (reports, pick) => {
        const again = reports.slice(pick % reports.length).slice(0, 1)
        const { layers: _once, ...once } = summarize(reports).size
        const { layers: _twice, ...twice } = summarize([...reports, ...again]).size
        assert.deepEqual(twice, once)
      }),
      bounded,
    ))

  it('the order of the images changes no sum', () =>
    fc.assert(
      fc.property(exports, (reports) =>
        assert.deepEqual(summarize(reports.toReversed()).size, summarize(reports).size),
      ),
      bounded,
    ))
})
