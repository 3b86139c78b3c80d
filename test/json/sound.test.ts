import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { any, arrayOf, integer, mapOf, refused, struct, unread } from '../../lib/json/shape.ts'
import { groundOf, readBytes, readText, soundJson } from '../../lib/json/sound.ts'

/** Of a shape of its own, so that nothing was read by it before. */
const fresh = () =>
  struct({
    kind: any,
    size: integer,
    items: refused,
    layers: arrayOf(struct({ digest: any, size: integer })),
    labels: mapOf(any),
    config: unread(struct({ Labels: mapOf(any), size: integer })),
  })

const sound = (text: string | Buffer, shape = fresh()): string | null => {
  const ground = groundOf(Buffer.from(text))
  const found = soundJson(ground, 0, shape, 64)
  if (found === null) return null
  const read = readText(ground, found)
  assert.equal(readBytes(ground, found).toString(), read)
  return read
}

const taken: readonly [what: string, text: string][] = [
  ['an empty object', '{}'],
  ['an empty array', '[]'],
  ['every kind of value', '{"a":[1,-2.5e+3,true,false,null,"x",{"b":{}}]}'],
  ['white space but before a comma', '{ "a" : [ 1, 2 ],\r\n\t"b" : 1 }'],
  ['every escape in a value', String.raw`{"a":"\"\\\/\b\f\n\r\tA\u00e9\ud83d\ude00"}`],
  ['equal names in different objects', '{"a":{"a":1},"b":{"a":1}}'],
  ['equal names in elements of one array', '[{"a":1},{"a":1}]'],
  ['names that differ in case in a map', '{"labels":{"name":1,"Name":2}}'],
  ['names that are properties of objects in JavaScript', '{"__proto__":1,"constructor":2,"toString":3}'],
  ['text beyond ASCII', '{"ключ":"значение","鍵":"😀"}'],
  ['a name that Go would not fold', '{"layer":1,"LAYERS2":2}'],
]

suite('sound JSON is taken, and again when its like has been seen', () => {
  for (const [what, text] of taken)
    test(what, () => {
      const shape = fresh()
      for (let time = 0; time < 3; time++) assert.equal(sound(text, shape), text)
    })
})

const left: readonly [what: string, text: string | Buffer, like?: string][] = [
  ['a name twice', '{"a":1,"b":2,"a":3}', '{"a":1,"b":2}'],
  ['a name twice in a row', '{"a":1,"a":3}', '{"a":1,"b":2}'],
  ['a name twice around an object', '{"a":{"b":1},"a":2}', '{"a":{"b":1},"b":2}'],
  ['a name twice in the second element', '[{"a":1},{"a":1,"a":2}]', '[{"a":1},{"a":1}]'],
  ['a name twice around an object like it', '{"a":1,"b":{"a":1,"b":{}},"a":1}', '{"a":1,"b":{"a":1,"b":{}}}'],
  ['a name with an escape', String.raw`{"\u0061":1}`, '{"a":1}'],
  ['a name that Go folds', '{"Kind":1}', '{"kind":1}'],
  ['a name that Go folds, deep inside', '{"layers":[{"Size":1}]}', '{"layers":[{"size":1}]}'],
  ['an unsafe number', '{"size":1e3}', '{"size":1}'],
  ['an unsafe number in what is unread', '{"config":{"size":1.0}}', '{"config":{"size":1}}'],
  ['half a pair', String.raw`{"a":"\ud800"}`],
  ['a refused name', '{"items":[]}'],
  ['excess depth', `${'['.repeat(65)}${']'.repeat(65)}`],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['no colon', '{"a" 1}'],
  ['a comma too many', '{"a":1,}', '{"a":1}'],
  ['a comma at first', '{,"a":1}', '{"b":1,"a":1}'],
  ['no comma', '{"a":1"b":2}', '{"a":1,"b":2}'],
  ['an array that ends as an object', '[1}'],
  ['an object that ends as an array', '{"a":1]'],
  ['a control character in a name', '{"a\n":1}'],
  ['a control character in a value', '{"a":"\n"}'],
  ['an unknown escape', String.raw`{"a":"\x"}`],
  ['a leading zero', '{"a":01}'],
]

suite('anything else is left to the thorough scan, whatever was read before', () => {
  for (const [what, text, like] of left)
    test(what, () => {
      const shape = fresh()
      for (let time = 0; time < 3; time++) {
        assert.equal(sound(text, shape), null)
        if (like !== undefined) assert.equal(sound(like, shape), like)
      }
    })
})

test('deeper than it reads nothing is sound, however deep a limit lets it be', () => {
  const nested = (inside: string): string => `${'{"a":'.repeat(70)}${inside}${'}'.repeat(70)}`
  for (const inside of ['{"b":1,"c":2}', '{"b":1,"b":2}']) {
    const ground = groundOf(Buffer.from(nested(inside)))
    const shape = fresh()
    for (let time = 0; time < 3; time++) assert.equal(soundJson(ground, 0, shape, 100), null)
  }
})

test('cut anywhere it is no more, and what was learned from it does no harm', () => {
  const text =
    '{"kind": "Image",\n  "layers": [\n    {"size": 12, "digest": "x\\n"},\n    {}\n  ],\n  "n": null\n}'
  const shape = fresh()
  for (let length = 0; length < text.length; length++) assert.equal(sound(text.slice(0, length), shape), null)
  assert.equal(sound(text, shape), text)
})

test('one document may be written with more white space than the last', () => {
  const shape = fresh()
  const value = { kind: 'Image', labels: { a: [1, { b: 2 }] }, size: 1 }
  for (const indent of [0, 1, 4, 0, 2])
    assert.equal(sound(JSON.stringify(value, null, indent), shape), JSON.stringify(value, null, indent))
})

test('of what is unread only the brackets are given, unless it is short', () => {
  const long = 'x'.repeat(80)
  const shape = fresh()
  for (const [text, given] of [
    [`{"config":{"Labels":{"a":"${long}"}},"kind":"b"}`, '{"config":{},"kind":"b"}'],
    [`{"config":["${long}",{}],"kind":"b"}`, '{"config":[],"kind":"b"}'],
    [`{"config":"${long}"}`, `{"config":"${long}"}`],
    ['{"config":{"a":[1]},"kind":{}}', '{"config":{"a":[1]},"kind":{}}'],
    ['{"config":{},"kind":1}', '{"config":{},"kind":1}'],
  ] as const)
    assert.equal(sound(text, shape), given)
})

test('as many names as anyone can think of make it slower, not blind', () => {
  const shape = fresh()
  for (let from = 0; from < 20_000; from += 500) {
    const names = Array.from({ length: 500 }, (_, index) => `"n${from + index}":1`)
    const text = `{${names.join(',')}}`
    assert.ok([text, null].includes(sound(text, shape)))
    assert.equal(sound(`{${names.join(',')},${names[7]}}`, shape), null)
  }
  const once = '{"kind":1}'
  assert.ok([sound(once, shape), sound(once, shape)].includes(once))
})

test('a long name is not learned', () => {
  const name = 'n'.repeat(1000)
  assert.equal(sound(`{"${name}":1}`), null)
})
