import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { stringify } from 'yaml'
import { itemEvents, onlyMessage, rawEvents, rawLines } from './collect.ts'
import { yamlCases } from './yaml-cases.ts'

suite('YAML is split into documents and items, however the bytes arrive', () => {
  for (const [what, text, ...lines] of yamlCases)
    test(what, async () => {
      const whole = await rawEvents(text)
      assert.deepEqual(await rawLines(text), lines)
      const source = whole.at(-1)
      assert.ok(source?.type === 'source' && source.source.format === 'yaml')
      for (const size of [1, 7]) assert.deepEqual(await rawEvents(text, {}, size), whole, `chunks of ${size}`)
    })
})

const messages: readonly [what: string, text: string, message: RegExp][] = [
  ['a document', 'a: 1\n---\nb:\n  c: ]\n', /^line 4, column 6 \(byte 17\): it is no YAML: /],
  ['an item', 'kind: List\nitems:\n- a: é\n- b: ]\n', /^line 4, column 6 \(byte 31\): it is no YAML: /],
  [
    'what stands behind the items',
    'items:\n- a: 1\n- b: 2\nkind: ]\n',
    /^line 4, column 7 \(byte 27\): it is no YAML: /,
  ],
  [
    'a wrong kind behind the items',
    'items:\n- a: é\nx: 1\nkind: PodList\n',
    /^line 4, column 1 \(byte 20\): found kind PodList; .*; the items before it stay reported$/,
  ],
  [
    'a wrong apiVersion behind the items of a later document',
    'a: 1\n---\nitems:\n- b: 2\napiVersion: v2\n',
    /^line 5, column 1 \(byte 23\): apiVersion is "v2"; /,
  ],
  [
    'a wrong kind in one line',
    '--- {items: [a: 1], kind: PodList}\n',
    /^line 1, column 5 \(byte 4\): found kind/,
  ],
  [
    'a name twice around the items',
    'kind: List\nitems:\n- a: é\nkind: List\n',
    /^line 4, column 1 \(byte 26\): the list names "kind" twice or in another spelling, /,
  ],
  ['a merge key', 'a: 1\n<<: {b: 2}\n', /^line 2, column 1 \(byte 5\): it has a merge key \(<<\)/],
  [
    'a merge key in an item',
    'items:\n- a: é\n- b: 2\n  <<: {c: 3}\n- d: 4\n',
    /^line 4, column 3 \(byte 24\): it has a merge/,
  ],
  [
    'a carriage return alone',
    'a: é # x\rb: 2\n',
    /^line 1, column 9 \(byte 9\): a carriage return without a line feed ends a line to one YAML reader and not to another: replace it with a line feed or, inside of a text, with its escape in double quotes$/,
  ],
  ['a next line', 'a: "x\u0085"\n', /^line 1, column 6 \(byte 5\): the character U\+0085 ends a line to one/],
  [
    'a leading zero',
    'a: 0755\n',
    /^line 1, column 4 \(byte 3\): a number with a leading zero is decimal to one YAML reader and octal to another: quote it$/,
  ],
]

const warning = 'Warning: apps.openshift.io/v1 is deprecated\n'
const list = '{\n    "apiVersion": "v1",\n    "items": [],\n    "kind": "List"\n}\n'
const apart = /: other text stands before the JSON that begins here: remove it; .*`2>err\.txt`/

suite('text before JSON is told as such', () => {
  for (const [what, text, place] of [
    ['a warning', warning + list, 'line 2, column 1 (byte 44)'],
    ['several lines', `${warning}\nW1126 é foo.go:1] bar\n[{"a": 1}]`, 'line 4, column 1 (byte 68)'],
    ['in a later document', `a: 1\n---\n${warning}${list}`, 'line 4, column 1 (byte 53)'],
  ] as const)
    test(what, async () => {
      const told = async (limits = {}, size?: number) =>
        (await rawEvents(text, limits, size)).flatMap((event) =>
          event.type === 'rejection' ? [`${event.rejection.code} ${event.rejection.message}`] : [],
        )
      const [message = ''] = await told()
      assert.ok(message.startsWith(`malformed ${place}: `), message)
      assert.match(message, apart)
      // Also where it is too large for YAML, at the same place.
      for (const size of [1, 7, undefined])
        assert.equal((await told({ yamlBytes: 75 }, size)).at(-1), message, `chunks of ${size}`)
    })

  for (const [what, text] of [
    ['a comment', '# made by oc\n{ "kind": ]\n'],
    ['a marker', '---\n{ "kind": ]\n'],
    ['an indented manifest', 'a: |\n  {\n  "x": 1}\nb: ]\n'],
    ['JSON alone, too large', `---\n${list}`],
  ] as const)
    test(`but not ${what}`, async () => {
      assert.doesNotMatch(await onlyMessage(text, { yamlBytes: 40 }), apart)
    })
})

const large = 'x'.repeat(100)

const tooLarge: readonly [what: string, text: string, message: RegExp][] = [
  [
    'an item',
    `items:\n- a: é\n- b: [\n- c: ${large}\n`,
    /^line 4, column 1 \(byte 22\): the item has more than 64 bytes; /,
  ],
  [
    'what stands around the items',
    `x: ${large}\nitems:\n- a: é\n`,
    /^line 1, column 1 \(byte 0\): the object, or what/,
  ],
  ['an object', `a: 1\n---\nb: ${large}\n`, /^line 3, column 1 \(byte 9\): the object, or what/],
]

suite('what is too large as JSON gives them too', () => {
  for (const [what, text, message] of tooLarge)
    test(what, async () => {
      const told = (await rawEvents(text, { itemBytes: 64 })).flatMap((event) =>
        event.type === 'rejection' && event.rejection.code === 'limit-item' ? [event.rejection.message] : [],
      )
      assert.equal(told.length, 1)
      assert.match(told[0] ?? '', message)
    })
})

suite('messages give line, column and byte', () => {
  for (const [what, text, message] of messages)
    test(what, async () => {
      const rejections = (await rawEvents(text)).flatMap((event) =>
        event.type === 'rejection' ? [event.rejection] : [],
      )
      assert.equal(rejections.length, 1)
      assert.match(rejections[0]?.message ?? '', message)
    })
})

test('of a list that is too large the place is that of the line which is too much', async () => {
  const text = `a: 1\n---\nitems:\n- b: é\n- c: 2\n- d: ${large.repeat(20)}\n- e: 3\n`
  const told = (await rawEvents(text, { yamlBytes: 1000 })).flatMap((event) =>
    event.type === 'rejection' ? [event.rejection.message] : [],
  )
  assert.deepEqual(told, [
    'line 6, column 1 (byte 31): the document that begins at line 2 has more than 1000 bytes; the limit yamlBytes is 1000 (--limit yamlBytes=VALUE sets it); the items before it stay reported',
  ])
})

test('bytes that are no UTF-8 cost their document', async () => {
  const text = Buffer.concat([
    Buffer.from('a: 1\n---\nb: é'),
    Buffer.from([0xff]),
    Buffer.from('\n---\nc: 3\n'),
  ])
  assert.deepEqual(await rawLines(text), ['0  {"a":1}', '1  !encoding', '2  {"c":3}'])
})

/** Lists with a byte that is no UTF-8 where `!` stands. */
const badBytes: readonly [what: string, text: string, ...lines: string[]][] = [
  [
    'in an item',
    'kind: List\nitems:\n- a: é\n- b: "!"\n- c: 3\n---\nd: 4\n',
    '0 /items/0 {"a":"é"}',
    '0  !encoding',
    '1  {"d":4}',
  ],
  ['in the last item of a list set in', 'items:\n  - a: 1\n  - b: !', '0 /items/0 {"a":1}', '0  !encoding'],
  ['in the only item', 'items:\n- a: !\n', '0  !encoding'],
  ['in an item after a broken one', 'items:\n- a: [\n- b: !\n', '0 /items/0 !malformed', '0  !encoding'],
  ['in what stands before the items', 'kind: !\nitems:\n- a: 1\n', '0  !encoding'],
  ['in what stands behind the items', 'items:\n- a: 1\nkind: L!\n', '0 /items/0 {"a":1}', '0  !encoding'],
  ['behind a fault before the items', 'kind: [\nitems:\n- a: 1\n- b: !\n', '0  !encoding'],
  ['where an item may go on', 'items:\n- a: 1\n- b: 2\n!  c: 3\n', '0 /items/0 {"a":1}', '0  !encoding'],
  [
    'where an item of a list set in begins',
    'items:\n  - a: 1\n  - b: 2\n  !d: 3\n',
    '0 /items/0 {"a":1}',
    '0  !encoding',
  ],
  ['in a dash', 'items:\n- a: 1\n-!b: 2\n', '0 /items/0 {"a":1}', '0  !encoding'],
  ['among aliases', 'items:\n- &x {a: 1}\n- *x\n- b: !\n', '0  !encoding'],
  ['before an alias', 'items:\n- &x {a: 1}\n- b: !\n- *x\n', '0 /items/0 {"a":1}', '0  !encoding'],
  ['in flow style', 'items: [{a: 1}, {b: !}]\n', '0  !encoding'],
]

suite('of a list with a byte that is no UTF-8 the items before it stay', () => {
  for (const [what, text, ...lines] of badBytes)
    test(what, async () => {
      const bytes = Buffer.from(text)
      bytes[bytes.indexOf('!')] = 0xff
      assert.deepEqual(await rawLines(bytes), lines)
      for (const size of [1, 7]) assert.deepEqual(await rawEvents(bytes, {}, size), await rawEvents(bytes))
    })

  test('and the message says so', async () => {
    const bytes = Buffer.from('items:\n- a: 1\n- b: !\n')
    bytes[bytes.indexOf('!')] = 0xff
    const said = (await rawEvents(bytes)).flatMap((event) =>
      event.type === 'rejection' ? [event.rejection.message] : [],
    )
    assert.equal(said.length, 1)
    assert.match(said[0] ?? '', /^line 3, column 6 \(byte 19\): .*; the items before it stay reported$/)
  })
})

test('binary data is neither', async () => {
  assert.match(
    await onlyMessage(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0x80])),
    /^line 1, column 9 \(byte 8\): it has bytes that are no UTF-8, so it is neither JSON nor YAML: give what `oc get images -o json` writes$/,
  )
})

const objects: readonly [what: string, value: unknown][] = [
  [
    'an image',
    {
      kind: 'Image',
      metadata: { name: 'sha256:00', creationTimestamp: '2020-03-27T15:43:53Z' },
      dockerImageLayers: [{ name: 'x', size: 123 }],
    },
  ],
  [
    'texts that look like something else',
    {
      kind: 'Image',
      a: 'yes',
      b: '12',
      c: '1e3',
      d: 'null',
      e: '~',
      f: '2020-01-01',
      g: '- x',
      h: '',
      i: ' x ',
      j: '0755',
    },
  ],
  [
    'an embedded manifest',
    { kind: 'Image', dockerImageManifest: '{\n   "schemaVersion": 2,\n   "layers": []\n}' },
  ],
  ['text beyond ASCII', { kind: 'Image', a: 'ключ 鍵 😀' }],
  [
    'a list',
    {
      kind: 'List',
      apiVersion: 'v1',
      items: [
        { kind: 'Image', a: ['x', { y: [] }] },
        { image: {}, tag: null },
      ],
    },
  ],
  ['long lines', { kind: 'Image', a: 'word '.repeat(100), b: 'x'.repeat(500) }],
]

suite('YAML and JSON of one object give the same items', () => {
  const values = async (text: string) =>
    (await itemEvents(text)).flatMap((event) =>
      event.type === 'source'
        ? []
        : [event.type === 'item' ? [event.item.kind, event.item.path, event.item.value] : event.rejection],
    )

  for (const [what, value] of objects)
    test(what, async () => {
      const expected = await values(JSON.stringify(value))
      assert.ok(expected.length > 0)
      assert.deepEqual(await values(stringify(value)), expected)
      assert.deepEqual(
        await values(stringify(value, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 })),
        expected,
      )
      assert.deepEqual(await values(`---\n${stringify(value, { collectionStyle: 'flow' })}`), expected)
    })
})
