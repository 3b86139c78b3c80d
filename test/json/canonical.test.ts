import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { canonicalJson } from '../../lib/json/canonical.ts'

const cases: readonly [what: string, value: unknown, text: string][] = [
  [
    'names are sorted, white space is none',
    { b: [1, { d: 1, c: 2 }], a: 'x' },
    '{"a":"x","b":[1,{"c":2,"d":1}]}',
  ],
  ['names are sorted by UTF-16 units', { é: 1, z: 2, Z: 3 }, '{"Z":3,"z":2,"é":1}'],
  ['undefined members are left out', { a: undefined, b: null }, '{"b":null}'],
  [
    'an own __proto__ is a name like any other',
    JSON.parse('{"__proto__":{"b":1,"a":2}}'),
    '{"__proto__":{"a":2,"b":1}}',
  ],
]

suite('canonical JSON', () => {
  for (const [what, value, text] of cases) test(what, () => assert.equal(canonicalJson(value), text))
})
