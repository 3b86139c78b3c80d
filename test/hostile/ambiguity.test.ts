import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Json, JsonObject } from '../../lib/json/json.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { parseManifest } from '../../lib/manifest/parse.ts'
import { assayText } from '../checks/assay-document.ts'
import { digestOf, imageType, listType, schema1Type } from '../checks/document.ts'
import { foldings } from './folding.ts'

const descriptor = (letter: string, mediaType: string): JsonObject => ({
  mediaType,
  size: 3,
  digest: `sha256:${letter.repeat(64)}`,
})

/** What each member holds in a sound manifest, and which kind of manifest it makes. */
const members = {
  config: { of: 'image', value: descriptor('c', 'application/vnd.docker.container.image.v1+json') },
  layers: { of: 'image', value: [descriptor('1', 'application/vnd.docker.image.rootfs.diff.tar.gzip')] },
  manifests: {
    of: 'index',
    value: [{ ...descriptor('2', imageType), platform: { architecture: 'amd64', os: 'linux' } }],
  },
  fsLayers: { of: 'schema1', value: [{ blobSum: `sha256:${'3'.repeat(64)}` }] },
  history: { of: 'schema1', value: [{ v1Compatibility: '{"id":"3"}' }] },
} as const satisfies Record<string, { of: 'image' | 'index' | 'schema1'; value: Json }>

type Member = keyof typeof members
const names = Object.keys(members) as Member[]

const sound: Readonly<Record<'image' | 'index' | 'schema1', readonly Member[]>> = {
  image: ['config', 'layers'],
  index: ['manifests'],
  schema1: ['fsLayers', 'history'],
}

const subsets = <T>([first, ...rest]: readonly T[]): T[][] =>
  first === undefined ? [[]] : subsets(rest).flatMap((subset) => [subset, [first, ...subset]])

const textOf = (given: readonly (readonly [Member, Json])[]): string => {
  const schema1 = given.every(([name]) => members[name].of === 'schema1')
  return JSON.stringify({ schemaVersion: schema1 && given.length > 0 ? 1 : 2, ...Object.fromEntries(given) })
}

const itemText = (manifest: string, mediaType: string | null = null): string =>
  JSON.stringify({
    kind: 'Image',
    metadata: { name: digestOf(manifest) },
    ...(mediaType !== null && { dockerImageManifestMediaType: mediaType }),
    dockerImageManifest: manifest,
  })

const checksOf = async (manifest: string, mediaType: string | null = null) => {
  const { proof, findings, report } = await assayText('Image', itemText(manifest, mediaType))
  const { verdict, proof: rung, computed } = proof.verification
  return {
    verdict: [verdict, rung, computed === digestOf(manifest)],
    checks: findings.map(({ check }) => check).filter((check) => check.startsWith('manifest-')),
    manifest: proof.proven?.manifest ?? null,
    report,
  }
}

const proven = ['verified', 'embedded', true]

// containers/image manifest.ValidateUnambiguousManifestFormat: which of five fields may stand together. It takes
// `null` for absent; here it is a field like any other.
suite('every set of the members that make a manifest, each as it should be, empty or null', () => {
  for (const subset of subsets(names)) {
    const kinds = new Set(subset.map((name) => members[name].of))
    const forms: readonly (readonly [how: string, (name: Member) => Json])[] = [
      ['as they should be', (name) => members[name].value],
      ['empty', () => []],
      ['null', () => null],
    ]
    for (const [how, contentOf] of forms)
      test(`${subset.join(', ') || 'none'}: ${how}`, async () => {
        const text = textOf(subset.map((name) => [name, contentOf(name)] as const))
        const { verdict, checks, manifest } = await checksOf(text)
        assert.deepEqual(
          verdict,
          proven,
          'what is wrong with its meaning takes nothing from the bytes’ proof',
        )
        const [only] = kinds
        const complete =
          kinds.size === 1 && only !== undefined && sound[only].every((name) => subset.includes(name))
        const readable = complete && (how === 'as they should be' || (how === 'empty' && only !== 'image'))
        if (readable) assert.deepEqual([checks, manifest?.type], [[], only])
        else {
          assert.equal(manifest, null)
          const expected = kinds.size > 1 ? 'manifest-ambiguous' : 'manifest-malformed'
          assert.deepEqual([...new Set(checks)], [expected])
        }
      })
  }

  for (const kind of ['image', 'index', 'schema1'] as const)
    for (const name of names.filter((each) => members[each].of !== kind))
      for (const value of [null, [], {}, members[name].value, 0, '', false])
        test(`a sound ${kind} with ${name}: ${JSON.stringify(value).slice(0, 20)}`, async () => {
          const given = sound[kind].map((each) => [each, members[each].value] as const)
          const text = textOf(given).replace(/\}$/, `,"${name}":${JSON.stringify(value)}}`)
          const { verdict, checks, manifest } = await checksOf(text)
          assert.deepEqual([verdict, checks, manifest], [proven, ['manifest-ambiguous'], null])
        })
})

// What containers/image and containerd miss: Go's decoder takes the last of two, and any spelling that folds.
suite('a member twice or in another spelling is never read as if it were alone', () => {
  for (const kind of ['image', 'index', 'schema1'] as const)
    for (const name of [...sound[kind], 'mediaType', 'schemaVersion']) {
      const given = sound[kind].map((each) => [each, members[each].value] as const)
      const text = textOf(given)
      const spellings = [name, `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`, ...foldings(name)]
      for (const spelling of spellings)
        for (const before of [true, false])
          test(`${kind}: ${spelling} ${before ? 'before' : 'behind'} all others`, async () => {
            const member = `"${spelling}":null`
            const doubled = Object.hasOwn(JSON.parse(text) as object, name)
              ? text
              : text.replace('{', `{"${name}":"x/y",`)
            const edited = before
              ? doubled.replace('{', `{${member},`)
              : doubled.replace(/\}$/, `,${member}}`)
            const { verdict, checks, manifest } = await checksOf(edited)
            assert.deepEqual(verdict, proven)
            assert.equal(manifest, null)
            assert.ok(checks.includes('manifest-duplicate-key'), checks.join(' '))
          })
    }
})

const ociImageType = 'application/vnd.oci.image.manifest.v1+json'
const ociIndexType = 'application/vnd.oci.image.index.v1+json'
const schema1Signed = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
const shapes: readonly (readonly [mediaType: string, kind: 'image' | 'index' | 'schema1'])[] = [
  [imageType, 'image'],
  [ociImageType, 'image'],
  [listType, 'index'],
  [ociIndexType, 'index'],
  [schema1Type, 'schema1'],
  [schema1Signed, 'schema1'],
]

// containerd images.validateMediaType: a document of one kind under the media type of the other is refused. It looks
// at the structure alone; here the document's own media type and the object's have to agree with it too.
suite('media types: the document’s own, its structure, and the object’s', () => {
  for (const kind of ['image', 'index', 'schema1'] as const)
    for (const [own, ownKind] of [[null, null] as const, ...shapes])
      for (const [stated, statedKind] of [[null, null] as const, ...shapes, ['text/plain', null] as const])
        test(`${kind} that calls itself ${own ?? 'nothing'} and is called ${stated ?? 'nothing'}`, async () => {
          const given = sound[kind].map((each) => [each, members[each].value] as const)
          const text =
            own === null ? textOf(given) : textOf(given).replace('{', `{"mediaType":${JSON.stringify(own)},`)
          const { verdict, checks, report } = await checksOf(text, stated)
          assert.deepEqual(verdict, proven)
          const ambiguous =
            (ownKind !== null && ownKind !== kind) ||
            (ownKind !== null && statedKind !== null && ownKind !== statedKind)
          assert.deepEqual(checks, ambiguous ? ['manifest-ambiguous'] : [])
          const warned = report.findings.filter(({ check }) => check === 'media-type')
          const differs = kind === 'schema1' || own === null ? statedKind !== kind : stated !== own
          assert.equal(warned.length, !ambiguous && stated !== null && differs ? 1 : 0)
        })
})

suite('a schemaVersion that is none of the structure’s', () => {
  for (const kind of ['image', 'index', 'schema1'] as const)
    for (const version of [
      '0',
      '1',
      '2',
      '3',
      '-2',
      '"2"',
      'null',
      '[2]',
      'true',
      '2.0',
      '2e0',
      '20000000000000000000',
    ])
      test(`${kind} with ${version}`, async () => {
        const given = sound[kind].map((each) => [each, members[each].value] as const)
        const text = textOf(given).replace(/"schemaVersion":\d/, `"schemaVersion":${version}`)
        const { verdict, checks } = await checksOf(text)
        assert.deepEqual(verdict, proven)
        const due = kind === 'schema1' ? '1' : '2'
        if (version === due) assert.deepEqual(checks, [])
        else {
          const { problems, manifest } = parseManifest(Buffer.from(text), defaultLimits)
          assert.equal(manifest, null)
          const found = problems.filter(({ path }) => path === '/schemaVersion').map(({ check }) => check)
          const unsafe = /^-|\.|\de|\d{17}/.test(version)
          assert.ok(found.includes(unsafe ? 'number-unsafe' : 'manifest-ambiguous'), found.join(' '))
        }
      })
})
