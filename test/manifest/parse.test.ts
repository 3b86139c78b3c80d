import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Json, JsonObject } from '../../lib/json/json.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { imageForms } from '../../lib/manifest/form.ts'
import { parseManifest } from '../../lib/manifest/parse.ts'
import { serialize } from '../../lib/manifest/serialize.ts'
import { withValue } from '../image/item.ts'
import { digestOf, imageContent, indexContent, types } from './samples.ts'

const image = { schemaVersion: 2, ...imageContent('oci') } as unknown as JsonObject
const dockerImage = { schemaVersion: 2, ...imageContent('docker') } as unknown as JsonObject
const index = { schemaVersion: 2, ...indexContent('oci') } as unknown as JsonObject
const dockerIndex = { schemaVersion: 2, ...indexContent('docker') } as unknown as JsonObject
const schema1: JsonObject = {
  schemaVersion: 1,
  name: 'team/ruby',
  tag: 'latest',
  architecture: 'amd64',
  fsLayers: [{ blobSum: digestOf('2') }, { blobSum: digestOf('1') }],
  history: [{ v1Compatibility: '{"id":"b"}' }, { v1Compatibility: '{"id":"a"}' }],
}

const read = (value: unknown, limits = defaultLimits) =>
  parseManifest(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), limits)

const found = (text: unknown): string[] => read(text).problems.map(({ check, path }) => `${check} ${path}`)

describe('a valid manifest', () => {
  it('of an image is read: config and layers, base first', () => {
    const { manifest, problems, unambiguous, value } = read(image)
    assert.deepEqual(problems, [])
    assert.equal(unambiguous, true)
    assert.deepEqual(manifest, {
      type: 'image',
      mediaType: types.oci.manifest,
      config: { mediaType: types.oci.config, digest: digestOf('c'), size: 1512 },
      layers: [
        { mediaType: types.oci.layer, digest: digestOf('1'), size: 27_092_654 },
        { mediaType: types.oci.layer, digest: digestOf('2'), size: 1732 },
        { mediaType: types.oci.layer, digest: digestOf('3'), size: 889 },
      ],
      value,
    })
  })

  it('of an index is read: entries with their platforms', () => {
    const { manifest, problems, value } = read(dockerIndex)
    const entry = (letter: string, size: number, architecture: string, variant: string | null) => ({
      mediaType: types.docker.manifest,
      digest: digestOf(letter),
      size,
      architecture,
      os: 'linux',
      osVersion: null,
      variant,
    })
    const entries = [
      entry('4', 1152, 'amd64', null),
      entry('5', 1153, 'arm64', 'v8'),
      entry('6', 1154, 's390x', null),
    ]
    assert.deepEqual(problems, [])
    assert.deepEqual(manifest, { type: 'index', mediaType: types.docker.index, entries, value })
  })

  it('of schema 1 is read: layers base first, history as given', () => {
    const { manifest, problems, value } = read(schema1)
    assert.deepEqual(problems, [])
    assert.deepEqual(manifest, {
      type: 'schema1',
      mediaType: null,
      architecture: 'amd64',
      layers: [digestOf('1'), digestOf('2')],
      history: ['{"id":"b"}', '{"id":"a"}'],
      value,
    })
  })

  const entry0 = '/manifests/0'
  /** image-spec's schema cases that must pass (schema/manifest_test.go, image-index_test.go, descriptor_test.go), and real life. */
  const rows: readonly (readonly [what: string, value: JsonObject])[] = [
    ['Docker schema 2', dockerImage],
    ['an OCI index', index],
    ['without mediaType', withValue(image, '/mediaType', undefined)],
    ['an index without mediaType', withValue(index, '/mediaType', undefined)],
    ['with annotations', withValue(image, '/annotations', { 'org.opencontainers.image.base.name': '' })],
    ['with annotations that differ in case', withValue(image, '/annotations', { a: '1', A: '2' })],
    [
      'with a subject and an artifactType',
      { ...image, artifactType: 'a/b', subject: { mediaType: 'a/b', digest: digestOf('9'), size: 3 } },
    ],
    ['with urls', withValue(image, '/layers/0/urls', ['https://go.microsoft.com/fwlink/?linkid=837858'])],
    ['with embedded data', withValue(image, '/config/data', 'e30=')],
    [
      'with annotations on a descriptor',
      withValue(image, '/layers/0/annotations', { 'in-toto.io/predicate-type': 'x' }),
    ],
    ['with members that nobody knows', { ...image, 'org.example.extension': { layers: null } }],
    ['with a layer twice', withValue(image, '/layers/1', (image.layers as JsonObject[])[0])],
    ['with a blob of no bytes', withValue(image, '/layers/1/size', 0)],
    ['with a size of 2^53-1', withValue(image, '/layers/1/size', Number.MAX_SAFE_INTEGER)],
    ['with a sha512 digest', withValue(image, '/layers/1/digest', `sha512:${'a'.repeat(128)}`)],
    [
      'with a media type of odd but legal characters',
      withValue(image, '/layers/1/mediaType', 'application/vnd.a!#$&^_.+-b'),
    ],
    ['an index without entries', withValue(index, '/manifests', [])],
    ['an entry without a platform', withValue(index, `${entry0}/platform`, undefined)],
    ['an entry of an empty platform', withValue(index, `${entry0}/platform`, { architecture: '', os: '' })],
    [
      'an entry with a Windows platform',
      withValue(index, `${entry0}/platform`, {
        architecture: 'amd64',
        os: 'windows',
        'os.version': '10.0.17763.1',
        'os.features': ['win32k'],
      }),
    ],
    [
      'schema 1 with its media type',
      { ...schema1, mediaType: 'application/vnd.docker.distribution.manifest.v1+json' },
    ],
    [
      'schema 1 with a signature',
      { ...schema1, signatures: [{ header: { jwk: {}, alg: 'ES256' }, signature: 'x', protected: 'y' }] },
    ],
  ]
  for (const [what, value] of rows)
    it(what, () => {
      const { manifest, problems } = read(value)
      assert.deepEqual(problems, [])
      assert.ok(manifest !== null)
    })

  it("keeps an entry's os.version", () => {
    const { manifest } = read(withValue(index, '/manifests/0/platform/os.version', '10.0.17763.1'))
    assert.ok(manifest?.type === 'index')
    assert.equal(manifest.entries[0]?.osVersion, '10.0.17763.1')
  })
})

/** image-spec's schema cases that must fail, for each place where a descriptor stands; and what JSON lets pass. */
describe('a malformed manifest', () => {
  const descriptor = (of: JsonObject, at: string): (readonly [string, JsonObject, string])[] => [
    [`${at} is null`, withValue(of, at, null), at],
    [`${at} is text`, withValue(of, at, 'x'), at],
    [`${at} is an array`, withValue(of, at, []), `${at}/digest`],
    [`${at} without digest`, withValue(of, `${at}/digest`, undefined), `${at}/digest`],
    [`${at} without size`, withValue(of, `${at}/size`, undefined), `${at}/size`],
    [`${at} without mediaType`, withValue(of, `${at}/mediaType`, undefined), `${at}/mediaType`],
    [`${at} with a digest of null`, withValue(of, `${at}/digest`, null), `${at}/digest`],
    [`${at} with a short digest`, withValue(of, `${at}/digest`, 'sha256:5b0bcabd1ed2'), `${at}/digest`],
    [
      `${at} with an upper-case digest`,
      withValue(of, `${at}/digest`, `sha256:${'A'.repeat(64)}`),
      `${at}/digest`,
    ],
    [`${at} with hex alone`, withValue(of, `${at}/digest`, 'a'.repeat(64)), `${at}/digest`],
    [
      `${at} with an algorithm that ends in a separator`,
      withValue(of, `${at}/digest`, `sha256+foo-:${'a'.repeat(64)}`),
      `${at}/digest`,
    ],
    [`${at} with a size as text`, withValue(of, `${at}/size`, '1'), `${at}/size`],
    [`${at} with a size of null`, withValue(of, `${at}/size`, null), `${at}/size`],
    [`${at} with a mediaType that is none`, withValue(of, `${at}/mediaType`, 'invalid'), `${at}/mediaType`],
    [`${at} with an empty mediaType`, withValue(of, `${at}/mediaType`, ''), `${at}/mediaType`],
    [`${at} with a mediaType of null`, withValue(of, `${at}/mediaType`, null), `${at}/mediaType`],
    [`${at} with a mediaType as number`, withValue(of, `${at}/mediaType`, 1), `${at}/mediaType`],
  ]
  const rows: readonly (readonly [what: string, value: JsonObject, path: string])[] = [
    ...descriptor(image, '/config'),
    ...descriptor(image, '/layers/1'),
    ...descriptor(index, '/manifests/1'),
    ['config missing', withValue(image, '/config', undefined), '/config'],
    ['layers missing', withValue(image, '/layers', undefined), '/layers'],
    ['layers null', withValue(image, '/layers', null), '/layers'],
    ['layers an object', withValue(image, '/layers', {}), '/layers'],
    ['manifests null', withValue(index, '/manifests', null), '/manifests'],
    ['manifests an object', withValue(index, '/manifests', {}), '/manifests'],
    ['mediaType null', withValue(image, '/mediaType', null), '/mediaType'],
    ['mediaType a number', withValue(image, '/mediaType', 2), '/mediaType'],
    ['platform null', withValue(index, '/manifests/0/platform', null), '/manifests/0/platform'],
    [
      'platform an array',
      withValue(index, '/manifests/0/platform', []),
      '/manifests/0/platform/architecture',
    ],
    [
      'platform without os',
      withValue(index, '/manifests/0/platform', { architecture: 'amd64' }),
      '/manifests/0/platform/os',
    ],
    [
      'platform without architecture',
      withValue(index, '/manifests/0/platform', { os: 'linux' }),
      '/manifests/0/platform/architecture',
    ],
    [
      'architecture a number',
      withValue(index, '/manifests/0/platform/architecture', 386),
      '/manifests/0/platform/architecture',
    ],
    ['os null', withValue(index, '/manifests/0/platform/os', null), '/manifests/0/platform/os'],
    [
      'variant a number',
      withValue(index, '/manifests/0/platform/variant', 8),
      '/manifests/0/platform/variant',
    ],
    ['fsLayers null', withValue(schema1, '/fsLayers', null), '/fsLayers'],
    ['history missing', withValue(schema1, '/history', undefined), '/history'],
    ['fsLayers missing', withValue(schema1, '/fsLayers', undefined), '/fsLayers'],
    ['blobSum no digest', withValue(schema1, '/fsLayers/0/blobSum', 'x'), '/fsLayers/0/blobSum'],
    [
      'v1Compatibility an object',
      withValue(schema1, '/history/0/v1Compatibility', {}),
      '/history/0/v1Compatibility',
    ],
    ['nothing but a version', { schemaVersion: 2 }, ''],
    ['an empty object', {}, ''],
    ['an OCI artifact of old', { mediaType: 'application/vnd.oci.artifact.manifest.v1+json', blobs: [] }, ''],
  ]
  for (const [what, value, path] of rows)
    it(what, () => {
      const { manifest, problems } = read(value)
      assert.equal(manifest, null)
      assert.ok(
        problems.some((problem) => problem.check === 'manifest-malformed' && problem.path === path),
        `manifest-malformed at ${path || 'the top'} is due, not ${JSON.stringify(problems)}`,
      )
    })

  it('names every fault, not the first alone', () => {
    let value = withValue(image, '/config/digest', 'x')
    value = withValue(value, '/layers/0/size', '1')
    value = withValue(value, '/layers/2/digest', null)
    assert.deepEqual(found(value), [
      'manifest-malformed /config/digest',
      'manifest-malformed /layers/0/size',
      'manifest-malformed /layers/2/digest',
    ])
  })

  const texts: readonly (readonly [what: string, text: string])[] = [
    ['nothing', ''],
    ['white space', ' \n'],
    ['half a manifest', JSON.stringify(image).slice(0, 100)],
    ['null', 'null'],
    ['an array', '[]'],
    ['a number', '2'],
    ['text', '"x"'],
    ['a comment', `${JSON.stringify(image)}// x`],
    ['something behind it', `${JSON.stringify(image)}{}`],
    ['a byte-order mark', `\ufeff${JSON.stringify(image)}`],
    ['half a surrogate pair', JSON.stringify({ ...image, annotations: { a: '\ud800' } })],
    ['65 levels', `${'{"annotations":'.repeat(65)}1${'}'.repeat(65)}`],
  ]
  for (const [what, text] of texts)
    it(`${what}: no manifest`, () => {
      const { manifest, problems, unambiguous } = read(text)
      assert.equal(manifest, null)
      assert.ok(problems.length > 0)
      for (const { check, message } of problems)
        assert.deepEqual([check, message.length > 10], ['manifest-malformed', true])
      if (!['null', 'an array', 'a number', 'text'].includes(what)) assert.equal(unambiguous, false)
    })

  it('bytes that are no UTF-8: no manifest', () => {
    const bytes = Buffer.from(JSON.stringify(withValue(image, '/annotations', { a: 'x' })))
    bytes[bytes.indexOf('"x"') + 1] = 0xff
    const { manifest, problems, unambiguous } = parseManifest(bytes, defaultLimits)
    assert.deepEqual([manifest, unambiguous, problems[0]?.check], [null, false, 'manifest-malformed'])
  })
})

/** containers/image `ValidateUnambiguousManifestFormat`, containerd `validateMediaType`, and what both miss: `null`. */
describe('an ambiguous manifest', () => {
  const rows: readonly (readonly [what: string, value: JsonObject, path: string])[] = [
    ['an image and an index', { ...image, manifests: [] }, ''],
    ['an image and an index of null', { ...image, manifests: null }, ''],
    ['an index with a config', { ...index, config: {} }, ''],
    ['an index with layers of null', { ...index, layers: null }, ''],
    ['an index with a config of null', { ...index, config: null }, ''],
    ['an image and schema 1', { ...image, fsLayers: [], history: [] }, ''],
    ['an image with history', { ...image, history: [] }, ''],
    ['an image with fsLayers of null', { ...image, fsLayers: null }, ''],
    ['schema 1 with layers', { ...schema1, layers: [] }, ''],
    ['schema 1 with a config', { ...schema1, config: {} }, ''],
    ['schema 1 and an index', { ...schema1, manifests: [] }, ''],
    ['all three', { ...image, ...index, ...schema1 }, ''],
    ['an image of version 1', { ...image, schemaVersion: 1 }, '/schemaVersion'],
    ['an image of version 3', { ...image, schemaVersion: 3 }, '/schemaVersion'],
    ['an image of a version in quotes', { ...image, schemaVersion: '2' }, '/schemaVersion'],
    ['an image of version null', { ...image, schemaVersion: null }, '/schemaVersion'],
    ['an image of no version', withValue(image, '/schemaVersion', undefined), '/schemaVersion'],
    ['an index of version 1', { ...index, schemaVersion: 1 }, '/schemaVersion'],
    ['schema 1 of version 2', { ...schema1, schemaVersion: 2 }, '/schemaVersion'],
    ["an image with an index's media type", { ...image, mediaType: types.oci.index }, '/mediaType'],
    ["an image with a list's media type", { ...image, mediaType: types.docker.index }, '/mediaType'],
    [
      "an image with schema 1's media type",
      { ...image, mediaType: 'application/vnd.docker.distribution.manifest.v1+json' },
      '/mediaType',
    ],
    ["an index with an image's media type", { ...index, mediaType: types.oci.manifest }, '/mediaType'],
    ["a list with schema 2's media type", { ...dockerIndex, mediaType: types.docker.manifest }, '/mediaType'],
    ["schema 1 with schema 2's media type", { ...schema1, mediaType: types.docker.manifest }, '/mediaType'],
    ["schema 1 with a list's media type", { ...schema1, mediaType: types.docker.index }, '/mediaType'],
  ]
  for (const [what, value, path] of rows)
    it(what, () => {
      assert.equal(read(value).manifest, null)
      assert.ok(found(value).includes(`manifest-ambiguous ${path}`), `not ${found(value).join('; ')}`)
    })

  it('a manifest without its media type in it may be of either family', () => {
    assert.deepEqual(found(withValue(dockerImage, '/mediaType', undefined)), [])
  })
})

describe('what is expected in place of a malformed field is said in words', () => {
  const rows: readonly (readonly [path: string, value: Json, expected: string])[] = [
    ['/mediaType', 'text', 'a media type (RFC 6838)'],
    ['/config/digest', 'x', 'a digest (algorithm:hex)'],
    ['/config/data', 'YQ', 'base64'],
    ['/config/urls', ['x'], 'an array of URIs'],
    ['/config/annotations', { x: 1 }, 'an object of texts'],
  ]
  for (const [path, value, expected] of rows)
    it(path, () => {
      const { problems } = read(withValue(image, path, value))
      assert.deepEqual(
        problems.map((problem) => [problem.path, problem.expected]),
        [[path, expected]],
      )
    })
})

/** What Go reads otherwise than JavaScript: the last of two names wins there too, but names match in any case. */
describe('what two readers read differently', () => {
  const text = JSON.stringify(image)
  const listText = JSON.stringify(index)
  const insert = (within: string, before: string, inserted: string): string => {
    assert.ok(within.includes(before))
    return within.replace(before, inserted + before)
  }
  type Row = readonly [what: string, text: string, check: string, path: string]
  const duplicate = 'manifest-duplicate-key'
  const rows: readonly Row[] = [
    ['layers twice', insert(text, '"layers":', '"layers":[],'), duplicate, '/layers'],
    ['layers twice, once in escapes', insert(text, '"layers":', '"\\u006cayers":[],'), duplicate, '/layers'],
    ['Layers beside layers', insert(text, '"layers":', '"Layers":[],'), duplicate, '/Layers'],
    ['LAYERS alone', text.replace('"layers":', '"LAYERS":'), duplicate, '/LAYERS'],
    ['a long s', insert(text, '"layers":', '"layer\u017f":[],'), duplicate, '/layer\u017f'],
    ['a long s in escapes', insert(text, '"layers":', '"layer\\u017f":[],'), duplicate, '/layer\u017f'],
    ['Config', insert(text, '"config":', '"Config":{},'), duplicate, '/Config'],
    ['Manifests in an image', insert(text, '"layers":', '"Manifests":[],'), duplicate, '/Manifests'],
    ['FsLayers in an image', insert(text, '"layers":', '"FsLayers":[],'), duplicate, '/FsLayers'],
    ['MediaType', insert(text, '"config":', '"MediaType":"x/y",'), duplicate, '/MediaType'],
    ['SchemaVersion', insert(text, '"config":', '"SchemaVersion":1,'), duplicate, '/SchemaVersion'],
    [
      'a digest twice in a layer',
      insert(text, `"digest":"${digestOf('2')}"`, '"digest":"x",'),
      duplicate,
      '/layers/1/digest',
    ],
    ['Size in a layer', insert(text, '"size":1732', '"Size":1,'), duplicate, '/layers/1/Size'],
    ['a long s in size', insert(text, '"size":1732', '"\u017fize":1,'), duplicate, '/layers/1/\u017fize'],
    [
      'an annotation twice',
      insert(text, '"config":', '"annotations":{"a":"1","a":"2"},'),
      duplicate,
      '/annotations/a',
    ],
    ['an unknown member twice', insert(text, '"config":', '"x":1,"x":2,'), duplicate, '/x'],
    [
      'a name twice below an unknown member',
      insert(text, '"config":', '"x":[{"y":1,"y":1}],'),
      duplicate,
      '/x/0/y',
    ],
    [
      'OS in a platform',
      insert(listText, '"os":"linux"', '"OS":"windows",'),
      duplicate,
      '/manifests/0/platform/OS',
    ],
    ['a size in exponents', text.replace('1732', '1e3'), 'number-unsafe', '/layers/1/size'],
    ['a size with a fraction of nought', text.replace('1732', '1732.0'), 'number-unsafe', '/layers/1/size'],
    ['a size of minus nought', text.replace('1732', '-0'), 'number-unsafe', '/layers/1/size'],
    ['a negative size', text.replace('1732', '-1'), 'number-unsafe', '/layers/1/size'],
    ['a fraction of a byte', text.replace('1732', '1.5'), 'number-unsafe', '/layers/1/size'],
    ['2^53', text.replace('1732', '9007199254740992'), 'number-unsafe', '/layers/1/size'],
    ['2^53+1', text.replace('1732', '9007199254740993'), 'number-unsafe', '/layers/1/size'],
    ['a size beyond all doubles', text.replace('1732', '1e400'), 'number-unsafe', '/layers/1/size'],
    ["the config's size in exponents", text.replace('1512', '15.12e2'), 'number-unsafe', '/config/size'],
    [
      "an entry's size in exponents",
      listText.replace('1152', '1152e0'),
      'number-unsafe',
      '/manifests/0/size',
    ],
    [
      'a version with a fraction of nought',
      text.replace('"schemaVersion":2', '"schemaVersion":2.0'),
      'number-unsafe',
      '/schemaVersion',
    ],
  ]
  for (const [what, given, check, path] of rows)
    it(`${what}: ${check}`, () => {
      const { manifest, unambiguous, problems } = read(given)
      assert.equal(manifest, null, 'what means two things is no manifest')
      assert.equal(unambiguous, false)
      assert.ok(
        problems.some((problem) => problem.check === check && problem.path === path),
        `not ${JSON.stringify(problems)}`,
      )
    })

  it('says where, in bytes', () => {
    const [problem] = read(insert(text, '"layers":', '"layers":[],')).problems
    const second = Buffer.byteLength(text.split('"layers":')[0] ?? '') + '"layers":[],'.length
    assert.ok(problem?.message.includes(String(second)), problem?.message)
  })

  it('an own __proto__ gives nothing away', () => {
    const hidden = insert(text, '"config":', '"__proto__":{"manifests":[]},').replace('"layers":', '"other":')
    const { manifest, problems } = read(hidden)
    assert.equal(manifest, null)
    assert.deepEqual(
      problems.map(({ check }) => check),
      ['manifest-malformed'],
    )
  })
})

describe('the limits', () => {
  const long = (count: number): JsonObject => {
    const [first] = image.layers as JsonObject[]
    return { ...image, layers: Array.from({ length: count }, () => first as JsonObject) }
  }
  const many = (count: number): JsonObject => {
    const [first] = index.manifests as JsonObject[]
    return { ...index, manifests: Array.from({ length: count }, () => first as JsonObject) }
  }
  const old = (count: number): JsonObject => ({
    ...schema1,
    fsLayers: Array.from({ length: count }, () => ({ blobSum: digestOf('1') })),
  })
  const text = serialize(image, imageForms[0] as (typeof imageForms)[0])
  const rows = [
    { name: 'layers', limit: 1000, path: '/layers', make: long },
    { name: 'layers', limit: 1000, path: '/fsLayers', make: old },
    { name: 'indexEntries', limit: 1000, path: '/manifests', make: many },
  ] as const
  for (const { name, limit, path, make } of rows)
    it(`${limit} in ${path} are read, one more is not; the limit, the number and the option are named`, () => {
      assert.deepEqual(found(make(limit)), [])
      const { manifest, problems } = read(make(limit + 1))
      assert.equal(manifest, null)
      const [problem] = problems
      assert.deepEqual([problem?.check, problem?.path], ['manifest-malformed', path])
      const said = `${problem?.message} ${problem?.expected} ${problem?.actual}`
      for (const part of [name, String(limit), String(limit + 1), `--limit ${name}`])
        assert.ok(said.includes(part), said)
    })

  it('of bytes is kept to the byte', () => {
    const { length } = Buffer.from(text)
    assert.deepEqual(read(text, { ...defaultLimits, manifestBytes: length }).problems, [])
    const { manifest, value, problems } = read(text, {
      ...defaultLimits,
      manifestBytes: length - 1,
    })
    assert.deepEqual([manifest, value], [null, null])
    const [problem] = problems
    const said = `${problem?.message} ${problem?.expected} ${problem?.actual}`
    for (const part of ['manifestBytes', String(length), String(length - 1), '--limit manifestBytes'])
      assert.ok(said.includes(part), said)
  })

  it('of depth holds', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    const deep = (depth: number) =>
      JSON.stringify(image).replace('"config":', `"x":${nested(depth - 1)},"config":`)
    assert.deepEqual(found(deep(64)), [])
    assert.equal(read(deep(65)).manifest, null)
  })

  it('a million layers are read in no more than linear time and named once', () => {
    const layers = `[${'{},'.repeat(999_999)}{}]`
    const { manifest, problems } = read(`{"schemaVersion":2,"config":{},"layers":${layers}}`)
    assert.equal(manifest, null)
    assert.ok(problems.length <= 20, `${problems.length} problems`)
  })
})
