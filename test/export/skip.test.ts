import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Limits } from '../../lib/limits.ts'
import { rawEvents, rawLines } from './collect.ts'

const long = 'x'.repeat(100)
const limits: Partial<Limits> = { itemBytes: 64, depth: 4 }

const cases: readonly [what: string, text: string, ...lines: string[]][] = [
  ['too large', `{"a":"${long}"}\n{"b":2}`, '0  !limit-item', '1  {"b":2}'],
  ['too large between names', `{"a":1${' '.repeat(100)}}{"b":2}`, '0  !limit-item', '1  {"b":2}'],
  ['too large by a name', `{"${long}":1}{"b":2}`, '0  !limit-item', '1  {"b":2}'],
  ['too deep', '{"a":[[[[[[]]]],{}]]}{"b":2}', '0  !limit-depth', '1  {"b":2}'],
  ['too deep twice', '{"a":[[[[]]]],"b":[[[[]]]]}{"c":3}', '0  !limit-depth', '1  {"c":3}'],
  [
    'one after the other',
    '{"a":[[[[]]]]}{"a":[[[[]]]]}{"c":3}',
    '0  !limit-depth',
    '1  !limit-depth',
    '2  {"c":3}',
  ],
  ['too deep, then too large', `{"a":[[[[]]]],"b":"${long}"}{"c":3}`, '0  !limit-depth', '1  {"c":3}'],
  ['too large, then too deep', `{"b":"${long}","a":[[[[]]]]}{"c":3}`, '0  !limit-item', '1  {"c":3}'],
  ['an array that is too deep', '[[[[[[]]]]]]{"b":2}', '0  !not-an-object', '0  !limit-depth', '1  {"b":2}'],
  [
    'a list from an item that is too large on',
    `{"items":[{"a":1},{"x":"${long}"},{"b":2}],"kind":"Pod"}{"c":3}`,
    '0 /items/0 {"a":1}',
    '0 /items/1 !limit-item',
    '1  {"c":3}',
  ],
  [
    'a list from an item that is too deep on',
    '{"items":[{"a":1},[[[[[]]]]],{"b":2},[[[[[]]]]]]}{"c":3}',
    '0 /items/0 {"a":1}',
    '0 /items/1 !limit-depth',
    '1  {"c":3}',
  ],
  [
    'a list from what is too large behind its items on',
    `{"items":[{"a":1}],"x":"${long}","y":[{"z":1}]}{"c":3}`,
    '0 /items/0 {"a":1}',
    '0  !limit-item',
    '1  {"c":3}',
  ],
  [
    'a list of a wrong kind with an item that is too deep',
    '{"kind":"Pod","items":[[[[[[]]]]]]}{"c":3}',
    '0  !unknown-kind',
    '1  {"c":3}',
  ],
  [
    'with brackets, quotes and documents in its strings',
    String.raw`{"a":[[[["]}}\"\\\\\\\"{\"kind\":\"Image\"}","}","{\"d\":4}\\"]]]],"e":"}{\"f\":5}"}{"b":2}`,
    '0  !limit-depth',
    '1  {"b":2}',
  ],
  ['the text ends in it', `{"a":1}{"b":"${long}`, '0  {"a":1}', '1  !limit-item', '1  !truncated'],
  [
    'brackets that do not match',
    '{"a":1}{"b":[[[[[}]]]]}{"c":3}',
    '0  {"a":1}',
    '1  !limit-depth',
    '1  !malformed',
  ],
  ['a brace for a bracket at its end', '{"b":[[[[[]]]]}}{"c":3}', '0  !limit-depth', '0  !malformed'],
  ['a bracket too many', '{"b":[[[[]]]]]}{"c":3}', '0  !limit-depth', '0  !malformed'],
  ['no comma behind it', `{"b":"${long}" "c":3}{"d":4}`, '0  !limit-item', '0  !malformed'],
  ['garbage where it is too large', `{"b":1${' '.repeat(100)}x}{"d":4}`, '0  !limit-item', '0  !malformed'],
  ['a number without end', `${'1'.repeat(100)}{"c":3}`, '0  !limit-item'],
]

suite('a document beyond a limit is rejected alone', () => {
  for (const [what, text, ...lines] of cases)
    test(what, async () => {
      assert.deepEqual(await rawLines(text, limits), lines)
      const whole = await rawEvents(text, limits)
      for (const size of [1, 2, 7, 20])
        assert.deepEqual(await rawEvents(text, limits, size), whole, `chunks of ${size}`)
    })
})

const messages: readonly [what: string, text: string, message: string][] = [
  [
    'an item',
    `{"items":[{"a":1},{"x":"${long}"}]}`,
    'byte 18: the item has more than 64 bytes; the limit itemBytes is 64 (--limit itemBytes=VALUE sets it); nothing after it in this document is read; the items before it stay reported',
  ],
  [
    'an object',
    `{} {"x":"${long}"}`,
    'byte 3: the object, or what stands around its items, has more than 64 bytes; the limit itemBytes is 64 (--limit itemBytes=VALUE sets it); nothing after it in this document is read',
  ],
  [
    'depth',
    '{} {"x":[[[[]]]]}',
    'byte 11: it is nested deeper than 4; the limit depth is 4 (--limit depth=VALUE sets it); nothing after it in this document is read',
  ],
]

suite('and says where', () => {
  for (const [what, text, message] of messages)
    test(what, async () => {
      const told = (await rawEvents(text, limits)).flatMap((event) =>
        event.type === 'rejection' ? [event.rejection.message] : [],
      )
      assert.deepEqual(told, [message])
    })
})

test('brackets are followed a million deep, and no further', async () => {
  const nested = (depth: number): string =>
    `{"a":${'[{"b":'.repeat(depth / 2)}0${'}]'.repeat(depth / 2)}}{"c":3}`
  assert.deepEqual(await rawLines(nested(2 ** 20)), ['0  !limit-depth', '1  {"c":3}'])
  assert.deepEqual(await rawLines(nested(2 ** 20 + 2)), ['0  !limit-depth', '0  !limit-depth'])
})
