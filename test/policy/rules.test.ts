import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { auditImage } from '../../lib/policy/judge.ts'
import { ruleNames } from '../../lib/policy/schema.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { imageReport } from '../report/sample-report.ts'
import { at, indexReport, platform, policyOf, signature } from './judged.ts'

type Row = [what: string, rule: object, image: ImageReport, message: string | null]

const sized = (changes: Partial<ImageReport['size']>): ImageReport =>
  imageReport({ size: { ...imageReport().size, ...changes } })
const proven = (changes: Partial<ImageReport['verification']>): ImageReport =>
  imageReport({ verification: { ...imageReport().verification, ...changes } })
const configured = (
  verdict: 'verified' | 'mismatch' | 'unverifiable',
  proof: 'embedded' | 'evidence' | null = null,
): ImageReport => imageReport({ config: { digest: null, size: null, verdict, proof } })
const single = (text: string, changes: Partial<ImageReport> = {}): ImageReport =>
  imageReport({ platforms: [platform(text)], ...changes })
const layered = (...mediaTypes: readonly (string | null)[]): ImageReport =>
  imageReport({ layers: mediaTypes.map((mediaType) => ({ digest: 'sha256:00', size: 1, mediaType })) })
const signed = (...changes: readonly Parameters<typeof signature>[0][]): ImageReport =>
  imageReport({ signatures: changes.map(signature) })
const bare = { kind: 'Image', stream: null, namespace: null, tag: null } as const

const amd64 = { require: ['linux/amd64'] }
const both = { require: ['linux/amd64', 'linux/arm64'] }
const key = '0123456789ABCDEF'
const fingerprint = `000000000000000000000000${key}`
const version6 = `${key}${'0'.repeat(48)}`
const schema1 = 'application/vnd.docker.distribution.manifest.v1+json'

/** Each kind of rule, the images that keep it (null) and break it, and the message then. */
const rows: Readonly<Record<(typeof ruleNames)[number], readonly Row[]>> = {
  platforms: [
    ['an index of both', both, indexReport([platform('linux/amd64'), platform('linux/arm64/v8')]), null],
    [
      'an index that lacks one',
      both,
      indexReport([platform('linux/amd64'), platform('linux/s390x')]),
      'the index does not cover linux/arm64',
    ],
    ['an index of none', both, indexReport([]), 'the index does not cover linux/amd64 and linux/arm64'],
    [
      'an index whose only entry for it is an attestation',
      amd64,
      indexReport([platform('linux/amd64', { attestation: true })]),
      'the index does not cover linux/amd64',
    ],
    [
      'an index whose child is absent',
      amd64,
      indexReport([platform('linux/amd64', { present: false })]),
      null,
    ],
    [
      'a bare index',
      both,
      indexReport([platform('linux/amd64')], bare),
      'the index does not cover linux/arm64',
    ],
    ['the single image of a stream for the one platform', amd64, single('linux/amd64'), null],
    [
      'the single image of a stream where two platforms are required',
      both,
      single('linux/amd64'),
      'the single image does not cover linux/arm64',
    ],
    [
      'the single image of a stream tag',
      both,
      single('linux/amd64', { kind: 'ImageStreamTag' }),
      'the single image does not cover linux/arm64',
    ],
    ['a bare single image, which may be a child of an index', both, single('linux/amd64', bare), null],
    ['a single image whose operating system is not said', amd64, single('?/amd64'), null],
    [
      'a single image whose architecture is not said',
      amd64,
      single('linux/?'),
      'the single image does not cover linux/amd64',
    ],
    [
      'another operating system',
      amd64,
      single('windows/amd64'),
      'the single image does not cover linux/amd64',
    ],
    ['the usual variant in words', { require: ['linux/arm64/v8'] }, single('linux/arm64'), null],
    [
      'another variant',
      { require: ['linux/arm'] },
      single('linux/arm/v6'),
      'the single image does not cover linux/arm',
    ],
    [
      'a variant beyond the usual one',
      amd64,
      single('linux/amd64/v3'),
      'the single image does not cover linux/amd64',
    ],
  ],
  size: [
    ['exactly the maximum', { maximum: 75_002_000 }, imageReport(), null],
    ['a byte more', { maximum: 75_001_999 }, imageReport(), 'the image is larger than 75001999 bytes'],
    [
      'a size that is known in part and too large already',
      { maximum: 1 },
      sized({ unknownSizes: 1 }),
      'the image is larger than 1 bytes',
    ],
    [
      'a size that is known in part',
      { maximum: 80_000_000 },
      sized({ unknownSizes: 1 }),
      'the size of the image cannot be told from the export',
    ],
    [
      'a size that is not known',
      { maximum: 80_000_000 },
      sized({ total: null, unknownSizes: null }),
      'the size of the image cannot be told from the export',
    ],
    ['an index', { maximum: 1 }, indexReport([platform('linux/amd64')]), null],
  ],
  layers: [
    ['exactly the maximum', { maximum: 1 }, imageReport(), null],
    ['one more', { maximum: 1 }, sized({ layerCount: 2 }), 'the image has more than 1 layers'],
    [
      'a number that is not known',
      { maximum: 9 },
      sized({ layerCount: null }),
      'the number of layers cannot be told from the export',
    ],
    ['an index', { maximum: 1 }, indexReport([platform('linux/amd64')]), null],
  ],
  'manifest-proof': [
    ['an accepted proof', { accept: ['embedded', 'reconstructed'] }, imageReport(), null],
    [
      'another proof',
      { accept: ['embedded'] },
      imageReport(),
      'the manifest is proven by reconstructed alone',
    ],
    [
      'no proof',
      { accept: ['embedded', 'reserialized', 'evidence', 'reconstructed'] },
      proven({ verdict: 'unverifiable', proof: null }),
      'the manifest is not proven: its verdict is unverifiable',
    ],
    [
      'a mismatch, whatever it names',
      { accept: ['evidence'] },
      proven({ verdict: 'mismatch', proof: 'evidence' }),
      'the manifest is not proven: its verdict is mismatch',
    ],
    [
      'an index',
      { accept: ['embedded'] },
      indexReport([platform('linux/amd64')]),
      'the manifest is proven by reconstructed alone',
    ],
  ],
  'config-proof': [
    ['an accepted proof', { accept: ['evidence'] }, configured('verified', 'evidence'), null],
    [
      'another proof',
      { accept: ['evidence'] },
      configured('verified', 'embedded'),
      'the config is proven by embedded alone',
    ],
    [
      'no proof',
      { accept: ['evidence'] },
      configured('unverifiable'),
      'the config is not proven: its verdict is unverifiable',
    ],
    [
      'a mismatch',
      { accept: ['evidence'] },
      configured('mismatch'),
      'the config is not proven: its verdict is mismatch',
    ],
    ['an image without a config', { accept: ['evidence'] }, imageReport({ config: null }), null],
  ],
  signer: [
    ['a required key', { keys: [key] }, signed({}), null],
    ['one of two', { keys: ['FEDCBA9876543210', key] }, signed({}), null],
    ['small letters', { keys: [key.toLowerCase()] }, signed({}), null],
    ['a fingerprint required, its key ID found', { keys: [fingerprint] }, signed({}), null],
    ['a key ID required, its fingerprint found', { keys: [key] }, signed({ keyId: fingerprint }), null],
    ['a version 6 fingerprint', { keys: [version6] }, signed({}), null],
    [
      'a fingerprint that begins with the key ID of version 4',
      { keys: [`${key}${'0'.repeat(24)}`] },
      signed({}),
      'no signature is verified, of a required key and made for this name',
    ],
    ['the second signature', { keys: [key] }, signed({ verdict: 'invalid' }, {}), null],
    ['no signature', { keys: [key] }, imageReport(), 'the image is not signed'],
    [
      'signatures that nobody checked',
      { keys: [key] },
      signed({ verdict: 'not-checked' }),
      'none of the signatures was checked, so none shows who signed',
    ],
    [
      'another key',
      { keys: ['FEDCBA9876543210'] },
      signed({}),
      'no signature is verified, of a required key and made for this name',
    ],
    ...(['invalid', 'unknown-key', 'expired', 'revoked', 'unsupported', 'malformed'] as const).map(
      (verdict): Row => [
        `a signature that is ${verdict}`,
        { keys: [key] },
        signed({ verdict }),
        'no signature is verified, of a required key and made for this name',
      ],
    ),
    [
      'a verified signature of another digest',
      { keys: [key], identity: 'any' },
      signed({ digestMatches: false }),
      'no signature is verified, of a required key',
    ],
    [
      'a signature for another name, whatever the report holds it against',
      { keys: [key] },
      signed({ claimedIdentity: 'registry.example/shop/rubygems:2.7' }),
      'no signature is verified, of a required key and made for this name',
    ],
    [
      'a signature of an image without a name',
      { keys: [key] },
      { ...signed({}), reference: null },
      'no signature is verified, of a required key and made for this name',
    ],
    [
      'a signature for another name where any is good',
      { keys: [key], identity: 'any' },
      signed({ claimedIdentity: 'registry.example/shop/rubygems:2.7' }),
      null,
    ],
    [
      'a mirrored image, signed for where it comes from',
      { keys: [key], identity: { prefix: 'registry.example', signedPrefix: 'upstream.example/acme' } },
      signed({ claimedIdentity: 'upstream.example/acme/shop/ruby:2.7' }),
      null,
    ],
    [
      'a mirrored image, signed for its name here',
      { keys: [key], identity: { prefix: 'registry.example', signedPrefix: 'upstream.example/acme' } },
      signed({}),
      'no signature is verified, of a required key and made for this name',
    ],
    [
      'a name that begins in another way, where others are mirrored',
      { keys: [key], identity: { prefix: 'registry.example/sho', signedPrefix: 'upstream.example/sho' } },
      signed({}),
      null,
    ],
    [
      'a key and a verdict on two signatures',
      { keys: [key] },
      signed({ keyId: 'FEDCBA9876543210' }, { verdict: 'unknown-key' }),
      'no signature is verified, of a required key and made for this name',
    ],
  ],
  registry: [
    ['an allowed repository', { allow: ['registry.example/shop/*'] }, imageReport(), null],
    ['a deeper one', { allow: ['registry.example/**'] }, imageReport(), null],
    [
      'another repository',
      { allow: ['registry.example/other/*'] },
      imageReport(),
      'the image comes from registry.example/shop/ruby',
    ],
    [
      'a registry that only begins alike',
      { allow: ['registry.example/**'] },
      imageReport({ reference: 'registry.example.evil.com/shop/ruby:1' }),
      'the image comes from registry.example.evil.com/shop/ruby',
    ],
    [
      'a path that holds the allowed registry',
      { allow: ['registry.example/**'] },
      imageReport({ reference: 'evil.com/registry.example/ruby' }),
      'the image comes from evil.com/registry.example/ruby',
    ],
    [
      'no registry: docker.io',
      { allow: ['docker.io/library/*'] },
      imageReport({ reference: 'ruby:3' }),
      null,
    ],
    [
      'another spelling of the registry',
      { allow: ['Quay.io/acme/**'] },
      imageReport({ reference: 'quay.io:443/acme/app:1' }),
      null,
    ],
    ['a port', { allow: ['localhost:5000/**'] }, imageReport({ reference: 'localhost:5000/a/b:1' }), null],
    [
      'no reference',
      { allow: ['**'] },
      imageReport({ reference: null }),
      'the image has no pull reference that says where it comes from',
    ],
    [
      'a reference that is none',
      { allow: ['**'] },
      imageReport({ reference: 'registry.example/Shop/ruby' }),
      'the image has no pull reference that says where it comes from',
    ],
  ],
  age: [
    ['exactly the days', { days: 10 }, imageReport({ created: '2026-01-21T00:00:00Z' }), null],
    [
      'a second more',
      { days: 10 },
      imageReport({ created: '2026-01-20T23:59:59Z' }),
      'the image is more than 10 days old',
    ],
    ['the future', { days: 10 }, imageReport({ created: '2027-01-01T00:00:00Z' }), null],
    ['a zone', { days: 10 }, imageReport({ created: '2026-01-21T02:00:00+02:00' }), null],
    [
      'the epoch of reproducible builds',
      { days: 10 },
      imageReport({ created: '1970-01-01T00:00:00Z' }),
      'the image is more than 10 days old',
    ],
    ['no time', { days: 10 }, imageReport({ created: null }), 'nothing says when the image was created'],
  ],
  'media-type': [
    ['no forbidden type', { forbid: ['schema1', 'application/x'] }, imageReport(), null],
    [
      'schema 1 by its type',
      { forbid: ['schema1'] },
      imageReport({ mediaType: schema1 }),
      'the image is of schema 1',
    ],
    [
      'schema 1 that names no type',
      { forbid: ['schema1'] },
      imageReport({ mediaType: null, config: null }),
      'the image is of schema 1',
    ],
    ['an index, which has no config either', { forbid: ['schema1'] }, indexReport([]), null],
    [
      'a manifest of the type',
      { forbid: ['application/*.v2+json'] },
      imageReport(),
      'the manifest is of the forbidden media type application/vnd.docker.distribution.manifest.v2+json',
    ],
    [
      'a type in capitals',
      { forbid: ['application/x'] },
      imageReport({ mediaType: 'Application/X' }),
      'the manifest is of the forbidden media type Application/X',
    ],
    [
      'a layer of the type',
      { forbid: ['application/x'] },
      layered('application/y', 'application/x'),
      'a layer is of the forbidden media type application/x',
    ],
    [
      'a layer without a type',
      { forbid: ['application/*'] },
      imageReport({ ...layered(null), mediaType: null }),
      null,
    ],
  ],
}

for (const name of ruleNames)
  suite(`rule ${name}`, () => {
    for (const [what, rule, image, message] of rows[name])
      test(`${what}: ${message ?? 'kept'}`, () => {
        const found = auditImage(image, policyOf([{ rule: name, ...rule }]), at)
        assert.deepEqual(
          found.map(({ check, severity, message: said }) => [check, severity, said]),
          message === null ? [] : [[`policy-${name}`, 'error', message]],
        )
      })
  })

test('every breach points into the image object and says what was expected', () => {
  const inItem = /^\/image\/\w+(?:\/\w+)?$/
  const inImage = /^\/(?!image\/)\w+(?:\/\w+)?$/
  for (const name of ruleNames)
    for (const [, rule, image, message] of rows[name]) {
      if (message === null) continue
      for (const kind of ['ImageStreamTag', 'Image'] as const) {
        const [breach] = auditImage({ ...image, kind }, policyOf([{ rule: name, ...rule }]), at)
        if (breach === undefined) assert.equal(name, 'platforms')
        else {
          assert.match(breach.path, kind === 'Image' ? inImage : inItem)
          if (name !== 'media-type') assert.ok(breach.expected, `${name}: expected`)
        }
      }
    }
})

suite('what is found is told the same, in whatever order it stands', () => {
  const keys = Array.from({ length: 30 }, (_, index) => index.toString(16).toUpperCase().padStart(16, '0'))
  const images: readonly [what: string, rule: object, inOrder: (turned: boolean) => ImageReport][] = [
    [
      'more signatures than are named',
      { rule: 'signer', keys: ['F'.repeat(16)] },
      (turned) => signed(...(turned ? keys.toReversed() : keys).map((keyId) => ({ keyId }))),
    ],
    [
      'more platforms than are named',
      { rule: 'platforms', require: ['linux/amd64'] },
      (turned) => {
        const all = Array.from({ length: 60 }, (_, index) => platform(`linux/arm/v${100 + index}`))
        return indexReport(turned ? all.toReversed() : all)
      },
    ],
  ]
  for (const [what, rule, inOrder] of images)
    test(what, () => {
      const [one, other] = [false, true].map((turned) => auditImage(inOrder(turned), policyOf([rule]), at))
      assert.equal(one?.length, 1)
      assert.deepEqual(other, one)
    })
})

test('platforms that an export says stand in a violation shortened, and so that a terminal can show them', () => {
  const image = indexReport([platform(`linux/${'x'.repeat(10_000)}`), platform('linux/\u001b[31m')])
  const [violation] = auditImage(image, policyOf([{ rule: 'platforms', ...amd64 }]), at)
  assert.equal(violation?.actual, `linux/\\u001b[31m, linux/${'x'.repeat(250)}…`)
})
