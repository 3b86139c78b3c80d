import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Image } from '../../lib/image/image.ts'
import { parseImage } from '../../lib/image/parse.ts'
import type { Json, JsonObject } from '../../lib/json/json.ts'
import { itemFromText, itemOf, withValue } from './item.ts'
import { digests, validImage, validItem } from './valid-item.ts'

/** What was read, without what was given and what was found wrong with it. */
const readings = ({
  item: _item,
  value: _value,
  faults: _faults,
  flaws: _flaws,
  metadata,
  ...rest
}: Image) => ({
  ...rest,
  metadata:
    metadata === null ? null : { id: metadata.id, size: metadata.size, architecture: metadata.architecture },
})
type Readings = ReturnType<typeof readings>

const parsed = (value: JsonObject) => parseImage(itemOf(value))
const clean = readings(parsed(validItem))
const cleanName = clean.name as NonNullable<Readings['name']>

describe('a valid ImageStreamImage', () => {
  it('is read whole', () => {
    const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
    assert.deepEqual(clean, {
      source: 0,
      document: 0,
      path: '',
      kind: 'ImageStreamImage',
      name: {
        text: `ruby@${digests.image}`,
        stream: 'ruby',
        tag: null,
        id: digests.image,
        digest: digests.image,
        problem: null,
      },
      namespace: 'team',
      offset: 0,
      root: '/image',
      innerName: digests.image,
      digestText: digests.image,
      digest: digests.image,
      reference: `registry.example.com:5000/team/ruby@${digests.image}`,
      type: 'image',
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      manifestBytes: Buffer.from('{"schemaVersion":2}'),
      configBytes: Buffer.from('{"architecture":"amd64"}'),
      metadata: { id: digests.config, size: 1234, architecture: 'amd64' },
      layers: [
        { digest: digests.base, size: 1000, mediaType: layerType },
        { digest: digests.top, size: 200, mediaType: layerType },
      ],
      manifestAmbiguous: false,
      layersReversed: false,
      layersOrderStated: true,
      entries: [
        {
          digest: digests.child,
          mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
          size: 525,
          architecture: 'arm64',
          os: 'linux',
          variant: 'v8',
        },
      ],
      signatures: [{ metadata: { name: `${digests.image}@one` }, type: 'atomic', content: 'AA==' }],
      manifestSignatures: ['e30='],
    })
    assert.deepEqual(parsed(validItem).faults, [])
  })
})

/** Without the order annotation the media type says how the layers stand. */
const orderUnknown: Partial<Readings> = {
  layersOrderStated: false,
  layersReversed: true,
  layers: clean.layers?.toReversed() ?? null,
}
const noOwnName: Partial<Readings> = { innerName: null }

/** A field, and all that its loss may cost: everything else must be read as before. */
const fields: readonly (readonly [
  pointer: string,
  wrong: Json,
  costs: Partial<Readings>,
  faultAt?: string,
])[] = [
  ['/metadata', 'text', { name: null, namespace: null }],
  ['/metadata', [], { name: null, namespace: null }],
  ['/metadata/name', 7, { name: null }],
  ['/metadata/name', {}, { name: null }],
  ['/metadata/namespace', true, { namespace: null }],
  ['/image/metadata', 'text', { ...noOwnName, ...orderUnknown }],
  ['/image/metadata/name', 7, noOwnName],
  ['/image/metadata/annotations', 'text', orderUnknown],
  ['/image/metadata/annotations', [], orderUnknown],
  ['/image/metadata/annotations/image.openshift.io~1dockerLayersOrder', 1, orderUnknown],
  ['/image/dockerImageReference', 7, { reference: null }],
  ['/image/dockerImageManifestMediaType', ['x'], { mediaType: null, type: 'index' }],
  ['/image/dockerImageManifest', { schemaVersion: 2 }, { manifestBytes: null }],
  ['/image/dockerImageConfig', {}, { configBytes: null }],
  ['/image/dockerImageMetadata', 'text', { metadata: null }],
  ['/image/dockerImageMetadata', [], { metadata: null }],
  ['/image/dockerImageMetadata/Id', 7, { metadata: { id: null, size: 1234, architecture: 'amd64' } }],
  [
    '/image/dockerImageMetadata/Size',
    '1234',
    { metadata: { id: digests.config, size: null, architecture: 'amd64' } },
  ],
  [
    '/image/dockerImageMetadata/Size',
    -1,
    { metadata: { id: digests.config, size: null, architecture: 'amd64' } },
  ],
  [
    '/image/dockerImageMetadata/Size',
    1.5,
    { metadata: { id: digests.config, size: null, architecture: 'amd64' } },
  ],
  [
    '/image/dockerImageMetadata/Size',
    2 ** 53,
    { metadata: { id: digests.config, size: null, architecture: 'amd64' } },
  ],
  [
    '/image/dockerImageMetadata/Architecture',
    [],
    { metadata: { id: digests.config, size: 1234, architecture: null } },
  ],
  ['/image/dockerImageLayers', {}, { layers: null }],
  ['/image/dockerImageLayers', 'text', { layers: null }],
  ['/image/dockerImageLayers/0', 'text', { layers: null }],
  ['/image/dockerImageLayers/0', null, { layers: null }],
  ['/image/dockerImageLayers/0/name', 'sha256:short', { layers: null }],
  ['/image/dockerImageLayers/0/name', `SHA256:${'c'.repeat(64)}`, { layers: null }],
  ['/image/dockerImageLayers/1/size', '200', { layers: null }],
  ['/image/dockerImageLayers/1/size', -1, { layers: null }],
  ['/image/dockerImageLayers/1/size', 0.5, { layers: null }],
  ['/image/dockerImageLayers/1/size', 2 ** 53, { layers: null }],
  ['/image/dockerImageLayers/1/mediaType', 7, { layers: null }],
  ['/image/dockerImageManifests', {}, { entries: null }],
  ['/image/dockerImageManifests/0', 7, { entries: null }],
  ['/image/dockerImageManifests/0/digest', 'x', { entries: null }],
  ['/image/dockerImageManifests/0/manifestSize', '525', { entries: null }],
  ['/image/dockerImageManifests/0/os', 7, { entries: null }],
  ['/image/dockerImageManifests/0/architecture', {}, { entries: null }],
  ['/image/dockerImageManifests/0/variant', [], { entries: null }],
  ['/image/dockerImageManifests/0/mediaType', false, { entries: null }],
  ['/image/signatures', {}, { signatures: [] }],
  ['/image/dockerImageSignatures', 'e30=', { manifestSignatures: [] }],
]

/** The annotation's own name holds a slash, which a pointer escapes. */
const put = (value: JsonObject, pointer: string, replacement: Json | undefined): JsonObject => {
  const escaped = '/image/metadata/annotations/image.openshift.io~1dockerLayersOrder'
  if (pointer !== escaped) return withValue(value, pointer, replacement)
  const { 'image.openshift.io/dockerLayersOrder': _, ...others } = (validImage.metadata as JsonObject)
    .annotations as JsonObject
  const own = replacement === undefined ? {} : { 'image.openshift.io/dockerLayersOrder': replacement }
  return withValue(value, '/image/metadata/annotations', { ...others, ...own })
}

describe('one bad field costs that field only', () => {
  for (const [pointer, wrong, costs] of fields)
    it(`${pointer}: ${JSON.stringify(wrong)}`, () => {
      const image = parsed(put(validItem, pointer, wrong))
      assert.deepEqual(readings(image), { ...clean, ...costs })
      assert.ok(
        image.faults.some((fault) => fault.path === pointer),
        `a fault at ${pointer} is due, not ${JSON.stringify(image.faults)}`,
      )
    })
})

describe('null and missing are alike', () => {
  const pointers = [...new Set(fields.map(([pointer]) => pointer))].filter(
    (pointer) => !/\/\d+$|\/0\/(name|digest)$/.test(pointer),
  )
  for (const pointer of pointers)
    it(pointer, () => {
      const gone = parsed(put(validItem, pointer, undefined))
      const empty = parsed(put(validItem, pointer, null))
      assert.deepEqual(readings(empty), readings(gone))
      assert.deepEqual([...gone.faults, ...empty.faults], [])
    })

  it('an image of nulls is read as nothing', () => {
    const nothing = Object.fromEntries(Object.keys(validImage).map((key) => [key, null]))
    const image = parseImage(itemOf({ ...nothing }, { kind: 'Image' }))
    assert.deepEqual(readings(image), readings(parseImage(itemOf({}, { kind: 'Image' }))))
    assert.deepEqual(image.faults, [])
    assert.equal(image.digestText, null)
  })

  it('the image itself', () => {
    for (const value of [{ ...validItem, image: null }, withValue(validItem, '/image', undefined)]) {
      const image = parseImage(itemOf(value, { kind: 'ImageStreamImage' }))
      assert.equal(image.name?.digest, digests.image)
      assert.equal(image.digest, digests.image)
      assert.equal(image.layers, null)
    }
  })
})

describe('empty text', () => {
  const rows: readonly (readonly [pointer: string, costs: Partial<Readings>])[] = [
    ['/image/dockerImageManifest', { manifestBytes: null }],
    ['/image/dockerImageConfig', { configBytes: null }],
    ['/image/dockerImageReference', { reference: null }],
    ['/image/metadata/name', noOwnName],
    ['/metadata/namespace', { namespace: null }],
  ]
  for (const [pointer, costs] of rows)
    it(`${pointer} is absent, as Go's omitempty has it`, () => {
      const image = parsed(withValue(validItem, pointer, ''))
      assert.deepEqual(readings(image), { ...clean, ...costs })
      assert.deepEqual(image.faults, [])
    })
})

describe('kind and apiVersion inside', () => {
  it('make no difference to a nested image', () => {
    const typed = { kind: 'Image', apiVersion: 'image.openshift.io/v1', ...validImage }
    assert.deepEqual(readings(parsed({ ...validItem, image: typed })), clean)
  })

  it('make no difference to an element of a typed list', () => {
    const { kind: _kind, apiVersion: _version, ...bare } = validItem
    assert.deepEqual(readings(parsed(bare)), clean)
  })
})

describe('the kinds', () => {
  it('an Image is its own image: its name is the digest, its metadata holds the order', () => {
    const image = readings(parseImage(itemOf(validImage)))
    const name = { ...cleanName, text: digests.image, stream: null }
    assert.deepEqual(image, { ...clean, kind: 'Image', root: '', namespace: null, name })
  })

  it('an ImageStreamTag has a stream and a tag', () => {
    const value = {
      ...validItem,
      kind: 'ImageStreamTag',
      tag: null,
      metadata: { name: 'ruby:2.7', namespace: 'team' },
    }
    const image = readings(parsed(value))
    const name = { text: 'ruby:2.7', stream: 'ruby', tag: '2.7', id: null, digest: null, problem: null }
    assert.deepEqual(image, { ...clean, kind: 'ImageStreamTag', name })
  })

  it("the stream's annotations say nothing about the image", () => {
    const annotations = { 'image.openshift.io/dockerLayersOrder': 'descending' }
    const value = withValue(validItem, '/metadata/annotations', annotations)
    assert.deepEqual(readings(parsed(value)), clean)
  })
})

describe('the namespace', () => {
  const { metadata } = validItem as { metadata: JsonObject }
  const bare = { ...validItem, metadata: { name: metadata.name as Json } }
  const rows = [
    { what: "the item's own", value: validItem, given: null, is: 'team' },
    { what: "the item's own before the import answer's", value: validItem, given: 'other', is: 'team' },
    { what: "the import answer's", value: bare, given: 'other', is: 'other' },
    { what: 'none', value: bare, given: null, is: null },
  ]
  for (const { what, value, given, is } of rows)
    it(what, () => assert.equal(parseImage(itemOf(value, { namespace: given })).namespace, is))

  it('counts into the length of the stream', () => {
    const long = `${'s'.repeat(251)}@${digests.image}`
    const value = withValue(validItem, '/metadata/name', long)
    assert.equal(parsed(value).name?.problem?.includes('longer'), true)
    assert.equal(parsed(withValue(value, '/metadata/namespace', undefined)).name?.problem, null)
  })
})

describe('the digest that the verdict speaks of', () => {
  const other = `sha256:${'1'.repeat(64)}`
  const third = `sha256:${'2'.repeat(64)}`
  const odd = `blake3:${'3'.repeat(64)}`
  type Row = {
    what: string
    own: Json
    name: string
    reference: Json
    text: string | null
    digest: string | null
  }
  const rows: readonly Row[] = [
    {
      what: "the image's own name",
      own: digests.image,
      name: `ruby@${other}`,
      reference: `r@${third}`,
      text: digests.image,
      digest: digests.image,
    },
    {
      what: "else the name's",
      own: null,
      name: `ruby@${other}`,
      reference: `r@${third}`,
      text: other,
      digest: other,
    },
    {
      what: "else the reference's",
      own: null,
      name: 'ruby@371829c',
      reference: `r@${third}`,
      text: third,
      digest: third,
    },
    {
      what: "an own name that is no digest gives way to the name's",
      own: 'ruby',
      name: `ruby@${other}`,
      reference: `r@${third}`,
      text: other,
      digest: other,
    },
    {
      what: 'an abbreviated name is no digest',
      own: null,
      name: 'ruby@371829c',
      reference: null,
      text: null,
      digest: null,
    },
    {
      what: 'a reference by tag holds none',
      own: null,
      name: 'ruby@371829c',
      reference: 'r:latest',
      text: null,
      digest: null,
    },
    {
      what: 'an algorithm that cannot be computed is named, not passed over',
      own: odd,
      name: `ruby@${other}`,
      reference: `r@${third}`,
      text: odd,
      digest: null,
    },
    {
      what: 'an own name in upper case is none',
      own: digests.image.toUpperCase(),
      name: 'ruby@371829c',
      reference: null,
      text: null,
      digest: null,
    },
  ]
  for (const { what, own, name, reference, text, digest } of rows)
    it(what, () => {
      let value = withValue(validItem, '/image/metadata/name', own)
      value = withValue(value, '/metadata/name', name)
      const image = parsed(withValue(value, '/image/dockerImageReference', reference))
      assert.deepEqual([image.digestText, image.digest], [text, digest])
    })
})

describe('the order of the layers', () => {
  const schema2 = 'application/vnd.docker.distribution.manifest.v2+json'
  const schema1 = 'application/vnd.docker.distribution.manifest.v1+json'
  const oci = 'application/vnd.oci.image.manifest.v1+json'
  const rows: readonly (readonly [
    order: string | null,
    mediaType: string | null,
    first: string,
    stated: boolean,
  ])[] = [
    ['ascending', schema2, digests.base, true],
    ['descending', schema2, digests.top, true],
    [null, schema2, digests.top, false],
    ['sideways', schema2, digests.top, false],
    ['ascending', schema1, digests.base, true],
    [null, schema1, digests.base, false],
    ['ascending', oci, digests.base, true],
    ['descending', null, digests.top, true],
  ]
  for (const [order, mediaType, first, stated] of rows)
    it(`${order ?? 'absent'}, ${mediaType ?? 'no media type'}`, () => {
      const value = withValue(
        validImage,
        '/metadata/annotations',
        order === null ? {} : { 'image.openshift.io/dockerLayersOrder': order },
      )
      const image = parsed(withValue(value, '/dockerImageManifestMediaType', mediaType))
      assert.equal(image.layers?.[0]?.digest, first)
      assert.equal(image.layersOrderStated, stated)
    })
})

/** What two JSON readers would read differently proves nothing: it reads as absent, and only that. */
describe('a flaw', () => {
  const text = JSON.stringify(validItem)
  const insert = (before: string, inserted: string): string => {
    assert.ok(text.split(before).length === 2, `${before} must stand once in the text`)
    return text.replace(before, inserted + before)
  }
  const noSize: Partial<Readings> = { metadata: { id: digests.config, size: null, architecture: 'amd64' } }
  const rows: readonly (readonly [what: string, text: string, costs: Partial<Readings>])[] = [
    ['a duplicate of the field', insert('"dockerImageLayers":', '"dockerImageLayers":[],'), { layers: null }],
    [
      'a duplicate in escapes',
      insert('"dockerImageLayers":', '"\\u0064ockerImageLayers":[],'),
      { layers: null },
    ],
    [
      'a folded twin of the field',
      insert('"dockerImageLayers":', '"DockerImageLayers":[],'),
      { layers: null },
    ],
    [
      'a folded twin with a long s',
      insert('"dockerImageLayers":', '"dockerImageLayer\u017f":[],'),
      { layers: null },
    ],
    ['a folded name alone', text.replace('"dockerImageLayers":', '"dockerimagelayers":'), { layers: null }],
    ['a duplicate inside an element', insert('"size":1000', '"size":9,'), { layers: null }],
    ['a folded twin inside an element', insert('"size":1000', '"Size":9,'), { layers: null }],
    ['a size in exponents', text.replace('"size":1000', '"size":1e3'), { layers: null }],
    ['a size with a fraction of nought', text.replace('"size":1000', '"size":1000.0'), { layers: null }],
    ['a size of minus nought', text.replace('"size":1000', '"size":-0'), { layers: null }],
    ['a size that rounds', text.replace('"size":1000', '"size":9007199254740993'), { layers: null }],
    ['an unsafe Size', text.replace('"Size":1234', '"Size":1234.0'), noSize],
    ['a duplicate Size', insert('"Size":1234', '"Size":9,'), noSize],
    ['an unsafe manifestSize', text.replace('"manifestSize":525', '"manifestSize":525e0'), { entries: null }],
    [
      'a duplicate manifest',
      insert('"dockerImageManifest":', '"dockerImageManifest":"",'),
      { manifestBytes: null, manifestAmbiguous: true },
    ],
    [
      'a duplicate own name',
      insert(`"name":"${digests.image}","creation`, `"name":"${digests.base}",`),
      noOwnName,
    ],
    [
      'the whole image twice',
      insert('"image":{', '"image":{},'),
      {
        innerName: null,
        reference: null,
        mediaType: null,
        manifestBytes: null,
        manifestAmbiguous: true,
        configBytes: null,
        metadata: null,
        layers: null,
        entries: null,
        layersReversed: false,
        layersOrderStated: false,
        signatures: [],
        manifestSignatures: [],
      },
    ],
    ['the metadata twice', insert('"dockerImageMetadata":', '"dockerImageMetadata":{},'), { metadata: null }],
    ['a duplicate deep inside the metadata', insert('"Env":', '"Env":[],'), {}],
    ['a duplicate label of the config', insert('"name":"ruby"', '"name":"x",'), {}],
    ['another annotation twice', insert('"example.com/other":', '"example.com/other":"y",'), {}],
    [
      'the order annotation twice',
      insert(
        '"image.openshift.io/dockerLayersOrder":',
        '"image.openshift.io/dockerLayersOrder":"descending",',
      ),
      orderUnknown,
    ],
    ['a label twice', insert('"app":', '"app":"x",'), {}],
    ["an annotation of the stream's twice", insert('"example.com/stream":', '"example.com/stream":"y",'), {}],
    ['a time twice', insert('"creationTimestamp":', '"creationTimestamp":null,'), {}],
    ['an unknown field twice', insert('"dockerImageConfig":', '"x":1,"x":2,'), {}],
    [
      'the version of the metadata twice',
      insert('"dockerImageMetadataVersion":', '"dockerImageMetadataVersion":"",'),
      {},
    ],
  ]
  for (const [what, flawed, costs] of rows)
    it(`${what} costs ${Object.keys(costs).join(', ') || 'nothing that is read'}`, () => {
      const image = parseImage(itemFromText(flawed, 'ImageStreamImage'))
      assert.ok(image.flaws.length > 0, 'the scan must find it')
      assert.deepEqual(readings(image), { ...clean, ...costs })
    })
})

describe('a list beyond its limit', () => {
  const rows: readonly (readonly [pointer: string, limit: number, name: string, costs: Partial<Readings>])[] =
    [
      ['/image/dockerImageLayers', 1000, 'layers', { layers: null }],
      ['/image/dockerImageManifests', 1000, 'indexEntries', { entries: null }],
      ['/image/signatures', 100, 'signatures', { signatures: [] }],
    ]
  for (const [pointer, limit, name, costs] of rows)
    it(`${pointer}: ${limit} are read, one more costs the list and names limit, number and option`, () => {
      const key = pointer.slice('/image/'.length)
      const [element] = validImage[key] as Json[]
      const long = (count: number) =>
        parsed(
          withValue(
            validItem,
            pointer,
            Array.from({ length: count }, () => element as Json),
          ),
        )
      assert.deepEqual(long(limit).faults, [])
      const image = long(limit + 1)
      assert.deepEqual(readings(image), { ...clean, ...costs })
      const [fault] = image.faults
      assert.equal(fault?.path, pointer)
      const said = `${fault?.expected} ${fault?.actual}`
      for (const part of [String(limit), String(limit + 1), `--limit ${name}`])
        assert.ok(said.includes(part), said)
    })

  it('of a million broken elements costs no more than the list', () => {
    const broken = Array.from({ length: 1_000_000 }, () => ({}))
    const image = parsed(withValue(validItem, '/image/dockerImageLayers', broken))
    assert.deepEqual(readings(image), { ...clean, layers: null })
    assert.equal(image.faults.length, 1)
  })
})

describe('hostile names', () => {
  it('an own __proto__ is a name like any other', () => {
    const text = `{"__proto__":{"dockerImageManifest":"{}","dockerImageLayers":[]},"metadata":{"name":"${digests.image}"}}`
    const image = parseImage(itemFromText(text, 'Image'))
    assert.equal(image.manifestBytes, null)
    assert.equal(image.layers, null)
    assert.equal(image.digest, digests.image)
  })

  it('what every object inherits is not read', () => {
    const image = parseImage(
      itemOf(Object.create({ dockerImageManifest: '{}' }) as JsonObject, { kind: 'Image' }),
    )
    assert.equal(image.manifestBytes, null)
  })
})
