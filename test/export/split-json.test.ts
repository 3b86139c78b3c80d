import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createJsonSplitter } from '../../lib/export/split-json.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { onlyMessage, rawEvents, rawLines } from './collect.ts'

/** What the splitter itself makes of text that is cut every `size` bytes, one line an event. */
const splitLines = (text: string, size: number): string[] => {
  const splitter = createJsonSplitter(defaultLimits)
  const bytes = Buffer.from(text)
  const events = []
  for (let at = 0; at < bytes.length; at += size) events.push(...splitter.push(bytes.subarray(at, at + size)))
  events.push(...splitter.end())
  return events.map((event) =>
    event.type === 'item'
      ? `${event.document} ${event.path} ${event.bytes.toString()} ${event.offset}`
      : `${event.document} ${event.path} ${event.problem.code} ${event.problem.message}`,
  )
}

const cases: readonly [what: string, text: string, ...lines: string[]][] = [
  ['an object is one item', '{"kind":"Image"}', '0  {"kind":"Image"}'],
  ['white space around it is none of it', ' \n{"a":1}\r\n\t', '0  {"a":1}'],
  [
    'a list is its elements',
    '{"kind":"List","items":[{"a":1},{"b":[2]}]}',
    '0 /items/0 {"a":1}',
    '0 /items/1 {"b":[2]}',
  ],
  ['items first', '{"items":[{"a":1}],"kind":"List","apiVersion":"v1"}', '0 /items/0 {"a":1}'],
  ['items between', '{"apiVersion":"v1","items":[{"a":1}],"kind":"List"}', '0 /items/0 {"a":1}'],
  ['no kind at all', '{"items":[{"a":1}]}', '0 /items/0 {"a":1}'],
  ['the name of the items escaped', String.raw`{"\u0069tems":[{"a":1}]}`, '0 /items/0 {"a":1}'],
  [
    'all letters of the name of the items escaped',
    String.raw`{"\u0069\u0074\u0065\u006d\u0073":[{"a":1}]}`,
    '0 /items/0 {"a":1}',
  ],
  [
    'white space everywhere',
    ' { "items" : [ { "a" : 1 } , { } ] } ',
    '0 /items/0 { "a" : 1 }',
    '0 /items/1 { }',
  ],
  [
    'brackets and quotes in strings',
    String.raw`{"items":[{"a":"]}\"\\"},{"b":"{["}]}`,
    String.raw`0 /items/0 {"a":"]}\"\\"}`,
    '0 /items/1 {"b":"{["}',
  ],
  ['items deeper down are data', '{"spec":{"items":[1]}}', '0  {"spec":{"items":[1]}}'],
  ['items that are an object', '{"items":{"a":1}}', '0  {"items":{"a":1}}'],
  [
    'elements that are no objects',
    '{"items":[null,1,"x",[2],true]}',
    '0 /items/0 null',
    '0 /items/1 1',
    '0 /items/2 "x"',
    '0 /items/3 [2]',
    '0 /items/4 true',
  ],
  ['documents in lines', '{"a":1}\n{"b":2}\n', '0  {"a":1}', '1  {"b":2}'],
  [
    'documents without white space',
    '{"a":1}{"items":[{"b":2}]}{"c":3}',
    '0  {"a":1}',
    '1 /items/0 {"b":2}',
    '2  {"c":3}',
  ],
  [
    'an array between documents',
    '{"a":1}[{"x":"]"}]{"c":3}',
    '0  {"a":1}',
    '1  !not-an-object',
    '2  {"c":3}',
  ],
  [
    'scalars between documents',
    '{"a":1} 12 "x" null {"c":3}',
    '0  {"a":1}',
    '1  !not-an-object',
    '2  !not-an-object',
    '3  !not-an-object',
    '4  {"c":3}',
  ],
  [
    'a wrong kind first rejects once',
    '{"kind":"PodList","items":[{"a":1},{"b":2}]}{"c":3}',
    '0  !unknown-kind',
    '1  {"c":3}',
  ],
  [
    'a wrong kind later keeps what came before',
    '{"items":[{"a":1}],"kind":"PodList"}{"c":3}',
    '0 /items/0 {"a":1}',
    '0  !unknown-kind',
    '1  {"c":3}',
  ],
  ['a wrong apiVersion first', '{"apiVersion":"v2","items":[{"a":1}]}', '0  !api-version'],
  [
    'a wrong apiVersion later',
    '{"items":[{"a":1}],"apiVersion":"v2"}',
    '0 /items/0 {"a":1}',
    '0  !api-version',
  ],
  ['a list of streams', '{"kind":"ImageStreamList","items":[{"a":1}]}', '0  !image-stream'],
  [
    'items twice',
    '{"items":[{"a":1}],"items":[{"b":2}]}{"c":3}',
    '0 /items/0 {"a":1}',
    '0  !ambiguous-list',
    '1  {"c":3}',
  ],
  ['items twice, the first null', '{"items":null,"items":[{"b":2}]}', '0  !ambiguous-list'],
  ['Items later', '{"items":[{"a":1}],"Items":[{"b":2}]}', '0 /items/0 {"a":1}', '0  !ambiguous-list'],
  ['Items first', '{"Items":[{"a":1}],"items":[{"b":2}]}', '0  !ambiguous-list'],
  ['the long s', '{"item\u017f":[],"items":[{"b":2}]}', '0  !ambiguous-list'],
  ['kind twice before', '{"kind":"List","kind":"List","items":[{"a":1}]}', '0  !ambiguous-list'],
  [
    'kind twice around',
    '{"kind":"List","items":[{"a":1}],"kind":"List"}',
    '0 /items/0 {"a":1}',
    '0  !ambiguous-list',
  ],
  ['the Kelvin sign', '{"items":[{"a":1}],"\u212aind":"List"}', '0 /items/0 {"a":1}', '0  !ambiguous-list'],
  ['an unknown name twice', '{"x":1,"items":[{"a":1}],"x":2}', '0 /items/0 {"a":1}', '0  !ambiguous-list'],
  [
    'a name twice in the metadata',
    '{"metadata":{"a":1,"a":2},"items":[{"a":1}]}',
    '0 /items/0 {"a":1}',
    '0  !ambiguous-list',
  ],
  [
    'an image that is a list',
    '{"items":[{"a":1}],"dockerImageLayers":[]}',
    '0 /items/0 {"a":1}',
    '0  !ambiguous-list',
  ],
  [
    'kind twice in an object is its own affair',
    '{"kind":"Image","Kind":"Image","kind":"Image"}',
    '0  {"kind":"Image","Kind":"Image","kind":"Image"}',
  ],
  [
    'a fault around the items',
    '{"metadata":{"a" 1},"items":[{"a":1}]}{"c":3}',
    '0 /items/0 {"a":1}',
    '0  !malformed',
    '1  {"c":3}',
  ],
  ['a cut literal around the items', '{"x":tru,"items":[{"a":1}]}', '0 /items/0 {"a":1}', '0  !malformed'],
  [
    'a delimited item that is no JSON inside goes on',
    '{"items":[{"a" 1},{"b":2}]}',
    '0 /items/0 {"a" 1}',
    '0 /items/1 {"b":2}',
  ],
  ['no comma between items', '{"items":[{"a":1}{"b":2}]}', '0 /items/0 {"a":1}', '0  !malformed'],
  ['two commas between items', '{"items":[{"a":1},,{"b":2}]}', '0 /items/0 {"a":1}', '0  !malformed'],
  ['a comma behind the last item', '{"items":[{"a":1},]}', '0 /items/0 {"a":1}', '0  !malformed'],
  [
    'brackets crossed in an item',
    '{"items":[{"a":1},{"b":[}]]}',
    '0 /items/0 {"a":1}',
    '0 /items/1 !malformed',
  ],
  ['items that end in a brace', '{"items":[{"a":1}}', '0 /items/0 {"a":1}', '0  !malformed'],
  ['a comma too many around', '{"items":[{"a":1}],}', '0 /items/0 {"a":1}', '0  !malformed'],
  ['a name without quotes', '{items:[{"a":1}]}', '0  !malformed'],
  ['trailing garbage', '{"a":1} %PDF', '0  {"a":1}', '0  !trailing-data'],
  ['a word behind', '{"a":1} nonsense', '0  {"a":1}', '0  !trailing-data'],
  ['a bracket too many', '{"a":1}}', '0  {"a":1}', '0  !trailing-data'],
  ['a NUL behind', '{"a":1}\0', '0  {"a":1}', '0  !trailing-data'],
  ['a byte-order mark between', '{"a":1}\n\ufeff{"b":2}', '0  {"a":1}', '1  !byte-order-mark'],
  ['a byte-order mark before', '\ufeff{"a":1}', '0  !byte-order-mark'],
]

suite('JSON is split into documents and items, however the bytes arrive', () => {
  for (const [what, text, ...lines] of cases)
    test(what, async () => {
      assert.deepEqual(await rawLines(text), lines)
      const whole = splitLines(text, text.length + 9)
      for (const size of [1, 2, 7, 20]) assert.deepEqual(splitLines(text, size), whole, `chunks of ${size}`)
    })
})

const list = '{"kind":"List","items":[{"a":1},{"b":"é"} , [2]],"apiVersion":"v1"}'
const ends = [list.indexOf('}') + 1, list.indexOf(' ,'), list.indexOf(']') + 1].map((end) =>
  Buffer.byteLength(list.slice(0, end)),
)

test('cut at any byte, what was complete stays, and the offset is where the text ends', async () => {
  const bytes = Buffer.from(list)
  for (let length = 1; length < bytes.length; length++) {
    const events = await rawEvents(bytes.subarray(0, length))
    const items = events.flatMap((event) => (event.type === 'item' ? [event.item.path] : []))
    assert.deepEqual(
      items,
      ['/items/0', '/items/1', '/items/2'].slice(0, ends.filter((end) => end <= length).length),
    )
    const [rejection, ...more] = events.flatMap((event) =>
      event.type === 'rejection' ? [event.rejection] : [],
    )
    assert.deepEqual([rejection?.code, more.length], ['truncated', 0])
    assert.ok(rejection?.message.startsWith(`byte ${length}: the text ends`), rejection?.message)
  }
})

test('an item knows where its bytes begin in the source', async () => {
  const text = ` {"items": [ {"a":"é"}, {"b":2}]} {"c":3}`
  const offsets = (await rawEvents(text)).flatMap((event) =>
    event.type === 'item' ? [event.item.offset] : [],
  )
  const whole = Buffer.from(text)
  assert.deepEqual(
    offsets,
    ['{"a"', '{"b"', '{"c"'].map((start) => whole.indexOf(start)),
  )
})

const messages: readonly [what: string, text: string, message: string][] = [
  [
    'a truncation inside an item',
    '{"items":[{"a":1},{"b":',
    'byte 23: the text ends inside /items/1 before the document does: export it again; nothing after it in this source is read, the items before it stay reported',
  ],
  [
    'a missing comma',
    '{"items":[1 2]}',
    'byte 12: a comma or "]" is due, not "2"; nothing after it in this source is read, the items before it stay reported',
  ],
  [
    'a control character',
    '{\u001b',
    String.raw`byte 1: a name in quotes or "}" is due, not "\u001b"; nothing after it in this source is read`,
  ],
  [
    'a byte beyond ASCII',
    '{é',
    'byte 1: a name in quotes or "}" is due, not the byte 0xc3; nothing after it in this source is read',
  ],
  [
    'a fault around the items, behind them',
    '{"items":[{"kind":"Image"}],"x":tru}',
    'it is no JSON: a value is due, not "t" at byte 32 in /x: export it again; the items before it stay reported',
  ],
  [
    'a wrong kind behind the items',
    '{"items":[{"a":"é"}], "kind" : "PodList"}',
    'byte 32: found kind PodList; expected an Image, ImageStreamTag, ImageStreamImage, ImageStreamImport or a list of these: export with `oc get images -o json`; the items before it stay reported',
  ],
  [
    'a wrong apiVersion behind the items',
    ' {"kind":"List","items":[],"apiVersion":"v2"}',
    'byte 40: apiVersion is "v2"; expected image.openshift.io/v1, v1 or none: export with `oc get images -o json`',
  ],
  [
    'a name twice before the items',
    '{"x":"é","kind":"List", "kind":"List","items":[{"a":1}]}',
    'byte 25: the list names "kind" twice or in another spelling, so that readers disagree on what it holds: export it again',
  ],
  [
    'a name in another spelling behind the items, in a later document',
    '{"a":1}{"items":[{"a":"é"}], "Kind":"List"}',
    'byte 30: the list names "kind" twice or in another spelling, so that readers disagree on what it holds: export it again; the items before it stay reported',
  ],
  [
    'a name twice around the items',
    '{"metadata":{"a":1},"items":[{"a":"é"}],"metadata":{}}',
    'byte 41: the list names "metadata" twice or in another spelling, so that readers disagree on what it holds: export it again; the items before it stay reported',
  ],
  [
    'a name twice that only a whole look finds',
    '{"x":1,"items":[{"a":"é"}], "x":2}',
    'byte 29: the list names "x" twice in one object, so that readers disagree on what it holds: export it again; the items before it stay reported',
  ],
  [
    'an image that is a list',
    ' {"items":[],"dockerImageLayers":[]}',
    'byte 1: the list has items and dockerImageLayers at once, so that readers disagree on what it holds: export it again',
  ],
  [
    'a fault around the items, before them',
    '{"x":tru,"items":[]}',
    'it is no JSON: a value is due, not "t" at byte 5 in /x: export it again',
  ],
]

suite('messages give the byte offset in plain words', () => {
  for (const [what, text, message] of messages)
    test(what, async () => {
      const events = await rawEvents(text)
      const [rejection] = events.flatMap((event) => (event.type === 'rejection' ? [event.rejection] : []))
      assert.equal(rejection?.message, message)
    })
})

test('a source with nothing in it says so', async () => {
  assert.equal(
    await onlyMessage(''),
    'the source holds nothing; expected images, as `oc get images -o json` writes them',
  )
  assert.equal(
    await onlyMessage(' \n\t'),
    'the source holds nothing; expected images, as `oc get images -o json` writes them',
  )
  for (const text of ['{"kind":"List","items":[]}', '{"kind":"List","items":null}', '{"items":[]}'])
    assert.match(await onlyMessage(text), /^the source holds 1 empty list and nothing else/)
  assert.match(
    await onlyMessage('{"items":[]}{"items":[]}'),
    /^the source holds 2 empty lists and nothing else/,
  )
})

test('an empty list beside images is no fault', async () => {
  assert.deepEqual(await rawLines('{"kind":"List","items":null}{"kind":"Image"}'), ['1  {"kind":"Image"}'])
})
