import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeItem } from '../../lib/export/decode.ts'
import type { Item } from '../../lib/export/item.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { itemLines, onlyMessage } from './collect.ts'

const decode = (bytes: string | Buffer, path = '/items/0') =>
  decodeItem(
    { source: 0, document: 0, path, bytes: Buffer.from(bytes), sound: false, offset: 100 },
    defaultLimits,
  )

const decodeOne = (text: string): Item => {
  const [item] = decode(text)
  assert.ok(item !== undefined && 'kind' in item, JSON.stringify(item))
  return item
}

const kinds: readonly [what: string, text: string, kind: string][] = [
  ['said: ImageStreamImage', '{"kind":"ImageStreamImage","image":{}}', 'ImageStreamImage'],
  ['said: ImageStreamTag', '{"kind":"ImageStreamTag","image":{}}', 'ImageStreamTag'],
  ['said: Image', '{"kind":"Image"}', 'Image'],
  ['said with apiVersion v1', '{"kind":"Image","apiVersion":"v1"}', 'Image'],
  [
    'said with apiVersion image.openshift.io/v1',
    '{"kind":"Image","apiVersion":"image.openshift.io/v1"}',
    'Image',
  ],
  [
    'said, with names that a report has too',
    '{"kind":"Image","metadata":{},"document":0,"findings":[],"source":0,"verification":{}}',
    'Image',
  ],
  ['said, apiVersion null', '{"kind":"Image","apiVersion":null}', 'Image'],
  ['said against the shape', '{"kind":"Image","image":{}}', 'Image'],
  ['said, without an image', '{"kind":"ImageStreamTag","image":"none"}', 'ImageStreamTag'],
  ['told by image and tag', '{"image":{},"tag":{"name":"x"}}', 'ImageStreamTag'],
  ['told by image and tag null', '{"image":{},"tag":null}', 'ImageStreamTag'],
  ['told by image and lookupPolicy', '{"image":{},"lookupPolicy":{}}', 'ImageStreamTag'],
  ['told by image and a name with a colon', '{"image":{},"metadata":{"name":"ruby:2.7"}}', 'ImageStreamTag'],
  [
    'told by image and a name with a digest',
    '{"image":{},"metadata":{"name":"ruby@sha256:00"}}',
    'ImageStreamImage',
  ],
  ['told by image alone', '{"image":{}}', 'ImageStreamImage'],
  ['told by dockerImageLayers', '{"dockerImageLayers":[]}', 'Image'],
  ['told by any dockerImage field', '{"dockerImageReference":null}', 'Image'],
  ['kind null', '{"kind":null,"image":{}}', 'ImageStreamImage'],
  ['kind empty', '{"kind":"","dockerImageLayers":[]}', 'Image'],
]

suite('an item’s kind is said or told by its shape', () => {
  for (const [what, text, kind] of kinds) test(what, () => assert.equal(decodeOne(text).kind, kind))
})

const rejected: readonly [what: string, text: string, code: string, says: RegExp][] = [
  [
    'another kind',
    '{"kind":"Pod"}',
    'unknown-kind',
    /^found kind Pod; expected an Image, .*: export with `oc get images -o json`$/,
  ],
  ['a kind that is no text', '{"kind":{"a":1}}', 'unknown-kind', /^found kind an object with a;/],
  [
    'a kind with a terminal escape',
    String.raw`{"kind":"\u001b[2J"}`,
    'unknown-kind',
    /^found kind \\u001b\[2J;/,
  ],
  ['a kind of 10,000 letters', `{"kind":"${'k'.repeat(10_000)}"}`, 'unknown-kind', /^found kind k{60}…;/],
  [
    'an API error',
    '{"kind":"Status","message":"images is forbidden"}',
    'unknown-kind',
    /^found kind Status \("images is forbidden"\);/,
  ],
  [
    'a stream',
    '{"kind":"ImageStream","metadata":{"namespace":"shop"}}',
    'image-stream',
    /run `oc get istag -n shop -o json` or `oc get images -o json`/,
  ],
  [
    'a stream with a hostile namespace',
    '{"kind":"ImageStream","metadata":{"namespace":"x; rm -rf /"}}',
    'image-stream',
    /run `oc get istag -n NAMESPACE -o json`/,
  ],
  ['a list in a list', '{"kind":"List","items":[]}', 'nested-list', /^found a list inside a list/],
  ['a list in a list, without kind', '{"items":[]}', 'nested-list', /^found a list inside a list/],
  [
    'another apiVersion',
    '{"kind":"Image","apiVersion":"apps/v1"}',
    'api-version',
    /^apiVersion is "apps\/v1"; expected image\.openshift\.io\/v1, v1 or none/,
  ],
  [
    'an apiVersion that is no text',
    '{"kind":"Image","apiVersion":1}',
    'api-version',
    /^apiVersion is the number 1;/,
  ],
  ['another apiVersion without kind', '{"image":{},"apiVersion":"v2"}', 'api-version', /"v2"/],
  [
    'an import answer of another version',
    '{"kind":"ImageStreamImport","apiVersion":"v2"}',
    'api-version',
    /"v2"/,
  ],
  ['nothing known', '{"a":1,"b":2}', 'not-an-image', /^found an object with a, b; expected/],
  ['an empty object', '{}', 'not-an-image', /^found an empty object;/],
  ['an image that is no object', '{"image":"x"}', 'not-an-image', /^found an object with image;/],
  ['null', 'null', 'not-an-object', /^found null;/],
  ['a number', '12', 'not-an-object', /^found the number 12;/],
  ['a text', '"x"', 'not-an-object', /^found the text "x";/],
  ['an array', '[1,2]', 'not-an-object', /^found an array of 2;/],
  [
    'a raw manifest',
    '{"schemaVersion":2,"config":{},"layers":[]}',
    'raw-manifest',
    /^found a raw manifest, .*`--evidence`/,
  ],
  ['a raw index', '{"schemaVersion":2,"manifests":[]}', 'raw-manifest', /^found a raw index, .*`--evidence`/],
  [
    'a raw schema 1 manifest',
    '{"schemaVersion":1,"fsLayers":[]}',
    'raw-manifest',
    /schema 1 manifest, .*`--evidence`/,
  ],
  [
    'a configuration',
    '{"architecture":"amd64","rootfs":{}}',
    'raw-manifest',
    /configuration, .*`--evidence`/,
  ],
  [
    'skopeo inspect',
    '{"Name":"x","Digest":"y","RepoTags":[],"Architecture":"amd64","Os":"linux","Layers":[]}',
    'raw-manifest',
    /`skopeo inspect`/,
  ],
  [
    "assay's report of an image",
    '{"kind":"Image","document":0,"findings":[],"path":"","source":0,"verification":{"verdict":"verified"}}',
    'assay-report',
    /^found a report of assay, not an export: give the export/,
  ],
  ["assay's whole report", '{"kind":"ExportReport","apiVersion":"image-assay/v1"}', 'assay-report', /^found/],
  ['no JSON inside', '{"kind":"Image" 1}', 'malformed', /at byte 116 in \/kind: export it again$/],
]

suite('what is no image says what was found and what was expected', () => {
  for (const [what, text, code, says] of rejected)
    test(what, () => {
      const results = decode(text)
      assert.equal(results.length, 1)
      const [rejection] = results
      assert.ok(rejection !== undefined && 'code' in rejection)
      assert.equal(rejection.code, code)
      assert.equal(rejection.path, '/items/0')
      assert.match(rejection.message, says)
      assert.doesNotMatch(rejection.message, /\p{Cc}/u)
    })
})

test('a list whose items are no array holds nothing', () => {
  const [rejection] = decode('{"kind":"List","items":{"a":1}}', '')
  assert.ok(rejection !== undefined && 'code' in rejection)
  assert.deepEqual(
    [rejection.code, rejection.message],
    ['empty', 'found a list whose items are an object with a; expected an array of images'],
  )
})

test('bytes that are no UTF-8 reject the item', () => {
  const [rejection] = decode(
    Buffer.concat([Buffer.from('{"kind":"Image","a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
  )
  assert.ok(rejection !== undefined && 'code' in rejection)
  assert.deepEqual(
    [rejection.code, rejection.message],
    ['encoding', 'it has bytes that are no UTF-8 at byte 121 in /a: export it again'],
  )
})

const flawed: readonly [what: string, text: string, ...flaws: string[]][] = [
  [
    'a name twice',
    '{"kind":"Image","dockerImageLayers":[],"dockerImageLayers":[]}',
    'duplicate-key /dockerImageLayers',
  ],
  ['a folded name', '{"kind":"Image","DockerImageLayers":[]}', 'folded-key /DockerImageLayers'],
  [
    'a folded layer field',
    '{"kind":"Image","dockerImageLayers":[{"Size":1}]}',
    'folded-key /dockerImageLayers/0/Size',
  ],
  [
    'a folded metadata field',
    '{"kind":"Image","dockerImageMetadata":{"id":"x"}}',
    'folded-key /dockerImageMetadata/id',
  ],
  [
    'a folded config field',
    '{"image":{"dockerImageMetadata":{"Config":{"env":[]}}}}',
    'folded-key /image/dockerImageMetadata/Config/env',
  ],
  [
    'labels that differ in case',
    '{"kind":"Image","dockerImageMetadata":{"Config":{"Labels":{"name":"a","Name":"b"}}}}',
  ],
  ['annotations that differ in case', '{"kind":"Image","metadata":{"annotations":{"a":"1","A":"2"}}}'],
  [
    'an unsafe layer size',
    '{"image":{"dockerImageLayers":[{"size":1e3}]}}',
    'number-unsafe /image/dockerImageLayers/0/size',
  ],
  [
    'an unsafe manifest size',
    '{"kind":"Image","dockerImageManifests":[{"manifestSize":-0}]}',
    'number-unsafe /dockerImageManifests/0/manifestSize',
  ],
  [
    'an unsafe Size',
    '{"kind":"Image","dockerImageMetadata":{"Size":9007199254740993}}',
    'number-unsafe /dockerImageMetadata/Size',
  ],
  ['half a pair', String.raw`{"kind":"Image","metadata":{"name":"\ud800"}}`, 'lone-surrogate /metadata/name'],
  ['kind folded only', '{"Kind":"Image","image":{}}', 'folded-key /Kind'],
]

suite('ambiguities and unsafe numbers stay with the item as its flaws', () => {
  for (const [what, text, ...flaws] of flawed)
    test(what, () =>
      assert.deepEqual(
        decodeOne(text).flaws.map(({ code, path }) => `${code} ${path}`),
        flaws,
      ),
    )
})

const answer = JSON.stringify({
  kind: 'ImageStreamImport',
  apiVersion: 'image.openshift.io/v1',
  metadata: { name: 'ruby', namespace: 'shop' },
  status: {
    repository: {
      images: [{ image: { dockerImageReference: 'r0' }, manifests: [{ dockerImageReference: 'r1' }] }],
    },
    images: [
      {
        image: { dockerImageReference: 'i0' },
        manifests: [{ dockerImageReference: 'i1' }, { dockerImageReference: 'i2' }],
      },
      { image: null, status: { status: 'Failure', message: 'not found' } },
      { image: 'text' },
    ],
  },
})

suite('import answers', () => {
  test('are their images, each at its place, with the import’s namespace', async () => {
    assert.deepEqual(await itemLines(answer), [
      '0 /status/images/0/image Image',
      '0 /status/images/0/manifests/0 Image',
      '0 /status/images/0/manifests/1 Image',
      '0 /status/images/2/image !not-an-image',
      '0 /status/repository/images/0/image Image',
      '0 /status/repository/images/0/manifests/0 Image',
    ])
    const items = decode(answer, '').flatMap((item) => ('kind' in item ? [item] : []))
    assert.deepEqual(
      items.map(({ namespace }) => namespace),
      ['shop', 'shop', 'shop', 'shop', 'shop'],
    )
    assert.deepEqual(items[2]?.value, { dockerImageReference: 'i2' })
  })

  test('in a list keep the element’s path', async () => {
    const lines = await itemLines(`{"kind":"List","items":[${answer}]}`)
    assert.equal(lines[0], '0 /items/0/status/images/0/image Image')
  })

  test('give each image its own flaws, relative to it', () => {
    const text = answer
      .replace('"i0"', '"i0","dockerImageLayers":[{"size":1e3}]')
      .replace('"r1"', '"r1","DockerImageLayers":1')
    const items = decode(text, '').flatMap((item) => ('kind' in item ? [item] : []))
    assert.deepEqual(
      items.map(({ flaws }) => flaws.map(({ path }) => path)),
      [['/dockerImageLayers/0/size'], [], [], [], ['/DockerImageLayers']],
    )
  })

  test('with more flaws in one image than are listed leave the others what they are', () => {
    const withFlaws = (flaws: number): string =>
      `{"image":{"metadata":{"labels":{${Array.from({ length: flaws }, () => '"a":"\\ud800"').join()}}}}}`
    const text = `{"kind":"ImageStreamImport","status":{"images":[${[1002, 1].map(withFlaws).join()}]}}`
    const [first, second] = decode(text, '').map((item) => ('kind' in item ? item.flaws : assert.fail()))
    assert.deepEqual(
      first?.filter(({ path }) => path === '').map(({ code }) => code),
      ['lone-surrogate', 'duplicate-key'],
    )
    assert.deepEqual(
      second?.map(({ code, path }) => `${code} ${path}`),
      ['lone-surrogate /metadata/labels/a'],
    )
  })

  test('with a name twice around their images are ambiguous', async () => {
    for (const text of [
      answer.replace('"image":null', '"image":{},"Image":{}'),
      answer.replace('"status":{"rep', '"status":{"images":[],"rep'),
    ])
      assert.deepEqual(await itemLines(text), ['0  !ambiguous-list'])
  })

  test('with a name twice around their images say where', async () => {
    const text = ' {"kind":"ImageStreamImport","status":{"images":[],"Images":[]}}'
    const said =
      'the ImageStreamImport names "Images", which Go reads as "images", so that readers disagree on what it holds: export it again'
    assert.equal(await onlyMessage(text), `byte 51: ${said}`)
  })

  test('without an image say what the import said', async () => {
    const failed = {
      kind: 'ImageStreamImport',
      status: { images: [{ status: { status: 'Failure', message: 'docker.io: not found' } }] },
    }
    assert.equal(
      await onlyMessage(JSON.stringify(failed)),
      'found an ImageStreamImport with no image, but "docker.io: not found"; expected status.images[].image: import again',
    )
    assert.match(await onlyMessage('{"kind":"ImageStreamImport"}'), /with no image and no message; expected/)
  })
})
