import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { stringify } from 'yaml'
import { itemEvents, onlyMessage, rawEvents, rawLines } from './collect.ts'

const cases: readonly [what: string, text: string, ...lines: string[]][] = [
  ['an object', 'kind: Image\na: 1\n', '0  {"kind":"Image","a":1}'],
  [
    'a list at the margin',
    'apiVersion: v1\nitems:\n- a: 1\n  b: [2]\n- c: 3\nkind: List\n',
    '0 /items/0 {"a":1,"b":[2]}',
    '0 /items/1 {"c":3}',
  ],
  ['a list set in', 'items:\n  - a: 1\n  - b: 2\nkind: List\n', '0 /items/0 {"a":1}', '0 /items/1 {"b":2}'],
  [
    'a list in flow style',
    'items: [{a: 1}, {b: 2}]\nkind: List\n',
    '0 /items/0 {"a":1}',
    '0 /items/1 {"b":2}',
  ],
  [
    'a list with comments',
    '# one\nitems: # two\n# three\n- a: 1\n# four\n- b: 2 # five\n',
    '0 /items/0 {"a":1}',
    '0 /items/1 {"b":2}',
  ],
  ['an empty list and an image', 'items: []\nkind: List\n---\nkind: Image\n', '1  {"kind":"Image"}'],
  ['null items and an image', 'items:\nkind: List\n---\nkind: Image\n', '1  {"kind":"Image"}'],
  ['documents', 'a: 1\n---\nb: 2\n...\n---\nc: 3\n', '0  {"a":1}', '1  {"b":2}', '2  {"c":3}'],
  [
    'empty documents are passed over',
    '---\n# nothing\n---\na: 1\n---\n---\nb: 2\n',
    '0  {"a":1}',
    '1  {"b":2}',
  ],
  ['a directive', '%YAML 1.2\n---\na: 1\n', '0  {"a":1}'],
  ['content behind the marker', '--- {a: 1}\n--- # comment\nb: 2\n', '0  {"a":1}', '1  {"b":2}'],
  ['JSON behind the marker', '---\n{"items": [{"a": 1}]}\n', '0 /items/0 {"a":1}'],
  ['names in quotes', '"kind": Image\n', '0  {"kind":"Image"}'],
  [
    'line breaks of Windows',
    'items:\r\n- a: 1\r\n- b: 2\r\n---\r\nc: 3\r\n',
    '0 /items/0 {"a":1}',
    '0 /items/1 {"b":2}',
    '1  {"c":3}',
  ],
  ['a marker in a block is none', 'a: |\n  ---\n  ...\n', '0  {"a":"---\\n...\\n"}'],
  [
    'a dash in a block is no item',
    'items:\n- a: |\n    - x\n    - y\n- b: 2\n',
    '0 /items/0 {"a":"- x\\n- y\\n"}',
    '0 /items/1 {"b":2}',
  ],
  [
    'lists inside of items',
    'items:\n- a:\n  - 1\n  - b: 2\n- c: 3\n',
    '0 /items/0 {"a":[1,{"b":2}]}',
    '0 /items/1 {"c":3}',
  ],
  ['items of one line each', 'items:\n-\n  a: 1\n- - 1\n  - 2\n', '0 /items/0 {"a":1}', '0 /items/1 [1,2]'],
  ['the text of a top-level block', '|\nitems:\n- a: 1\n', '0  !not-an-object'],
  [
    'times stay texts',
    'a: 2020-03-27T15:43:53Z\nb: 2020-03-27\n',
    '0  {"a":"2020-03-27T15:43:53Z","b":"2020-03-27"}',
  ],
  [
    'words of YAML 1.1 stay texts',
    'a: yes\nb: no\nc: on\nd: 1_000\n',
    '0  {"a":"yes","b":"no","c":"on","d":"1_000"}',
  ],
  [
    'numbers keep their digits',
    'a: 9007199254740993\nb: 1e3\nc: 1.0\nd: -0\n',
    '0  {"a":9007199254740993,"b":1e3,"c":1.0,"d":-0}',
  ],
  [
    'numbers that JSON writes otherwise',
    'a: 0x1F\nb: 0o17\nc: +5\nd: .5\n',
    '0  {"a":3.1e+1,"b":1.5e+1,"c":5,"d":5e-1}',
  ],
  ['names that are no texts', '1: a\ntrue: b\nnull: c\n', '0  {"1":"a","true":"b","null":"c"}'],
  [
    'values of every kind',
    'a: null\nb: ~\nc:\nd: true\ne: "x"\nf: {}\ng: []\n',
    '0  {"a":null,"b":null,"c":null,"d":true,"e":"x","f":{},"g":[]}',
  ],
  ['equal names all stay', 'a: 1\na: 2\nb:\n  c: 1\n  c: 2\n', '0  {"a":1,"a":2,"b":{"c":1,"c":2}}'],
  ['hostile names', '__proto__: 1\nconstructor: 2\n', '0  {"__proto__":1,"constructor":2}'],
  ['aliases', 'a: &x {b: 1}\nc: *x\n', '0  {"a":{"b":1},"c":{"b":1}}'],
  ['aliases across items', 'items:\n- &x {a: 1}\n- *x\n', '0 /items/0 {"a":1}', '0 /items/1 {"a":1}'],
  [
    'an anchor given again',
    'a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y\ne: *x\n',
    '0  {"a":1,"b":[1],"c":2,"d":[1],"e":2}',
  ],
  [
    'shell text that looks like anchors',
    'items:\n- a: "x &&y *z"\n- b: cmd &bg\n',
    '0 /items/0 {"a":"x &&y *z"}',
    '0 /items/1 {"b":"cmd &bg"}',
  ],
  ['kind twice', 'kind: List\nkind: List\nitems:\n- a: 1\n', '0  !ambiguous-list'],
  ['items twice', 'items:\n- a: 1\nitems:\n- b: 2\n', '0 /items/0 {"a":1}', '0  !ambiguous-list'],
  ['a wrong kind first', 'kind: PodList\nitems:\n- a: 1\n---\nb: 2\n', '0  !unknown-kind', '1  {"b":2}'],
  ['a wrong kind later', 'items:\n- a: 1\nkind: PodList\n', '0 /items/0 {"a":1}', '0  !unknown-kind'],
  [
    'one broken item among others',
    'items:\n- a: 1\n- b: [\n- c: 3\nkind: List\n',
    '0 /items/0 {"a":1}',
    '0 /items/1 !malformed',
    '0 /items/2 {"c":3}',
  ],
  [
    'a broken document among others',
    'a: 1\n---\nb: [\n---\nc: 3\n',
    '0  {"a":1}',
    '1  !malformed',
    '2  {"c":3}',
  ],
  ['a fault around the items', 'items:\n- a: 1\nkind: [\n---\nb: 2\n', '0  !malformed', '1  {"b":2}'],
  ['an alias of nothing', 'a: *x\n', '0  !malformed'],
  ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x\n', '0  !malformed'],
  ['a leading zero', 'a: 0755\n', '0  !malformed'],
  ['infinity', 'a: .inf\n', '0  !malformed'],
  ['a tag of its own', 'a: !env HOME\n', '0  !malformed'],
  ['a binary tag', 'a: !!binary aGk=\n', '0  !malformed'],
  ['a name that is a list', '? [a]\n: 1\n', '0  !malformed'],
  ['a control character', 'a: "x\u0007y"\n', '0  !malformed'],
  ['a tab as indentation', 'a:\n\tb: 1\n', '0  !malformed'],
  ['a byte-order mark between', 'a: 1\n---\n\ufeffb: 2\n', '0  {"a":1}', '1  !byte-order-mark'],
  ['prose', 'This is no export at all.\n', '0  !not-an-object'],
  ['a sequence', '- a: 1\n', '0  !not-an-object'],
]

suite('YAML is split into documents and items, however the bytes arrive', () => {
  for (const [what, text, ...lines] of cases)
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
  ['a merge key', 'a: 1\n<<: {b: 2}\n', /^line 2, column 1 \(byte 5\): it has a merge key \(<<\)/],
  [
    'a leading zero',
    'a: 0755\n',
    /^line 1, column 4 \(byte 3\): a number with a leading zero is decimal to one YAML reader and octal to another: quote it$/,
  ],
]

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

test('bytes that are no UTF-8 cost their document', async () => {
  const text = Buffer.concat([
    Buffer.from('a: 1\n---\nb: é'),
    Buffer.from([0xff]),
    Buffer.from('\n---\nc: 3\n'),
  ])
  assert.deepEqual(await rawLines(text), ['0  {"a":1}', '1  !encoding', '2  {"c":3}'])
})

test('binary data is neither', async () => {
  assert.match(
    await onlyMessage(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0x80])),
    /neither JSON nor YAML/,
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
  ['text beyond ASCII', { kind: 'Image', a: 'ключ 鍵 😀 \u2028' }],
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
