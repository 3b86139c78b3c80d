import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { follow } from '../../lib/json/follow.ts'
import { scanJson } from '../../lib/json/scan.ts'
import { any, anyFields, mapOf, type Shape, struct } from '../../lib/json/shape.ts'
import { groundOf } from '../../lib/json/sound.ts'
import { createTrail } from '../../lib/json/trail.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { growthOf, linear } from '../fuzz/growth.ts'

const list = (count: number, element: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => element(index)).join(',')

const known = struct(anyFields('kind layers'))

/** What an attacker would write at a given size. */
const texts: readonly [what: string, make: (size: number) => string, shape?: Shape][] = [
  ['distinct names', (size) => `{${list(size, (index) => `"n${index}":1`)}}`],
  ['one name again and again', (size) => `{${list(size, () => '"n":1')}}`],
  [
    'long names with one beginning',
    (size) => `{${list(size / 8, (index) => `"${'x'.repeat(60)}${index}":1`)}}`,
  ],
  ['escaped names', (size) => `{${list(size / 4, (index) => `"\\u006e${index}":1`)}}`],
  ['unknown names in a struct', (size) => `{${list(size, (index) => `"u${index}":1`)}}`, known],
  ['names that fold in a struct', (size) => `{${list(size, () => '"LAYERS":1')}}`, known],
  ['small objects', (size) => `[${list(size, () => '{"a":1,"b":2}')}]`, mapOf(any)],
  ['small objects in a large one', (size) => `{${list(size, (index) => `"n${index}":{"a":1}`)}}`],
  ['quotes escaped', (size) => `["${String.raw`\"`.repeat(size * 4)}"]`],
  ['halves of pairs', (size) => `[${list(size, () => String.raw`"\ud800"`)}]`],
  ['one long string', (size) => `["${'x'.repeat(size * 16)}"]`],
  ['white space', (size) => `[${' '.repeat(size * 16)}]`],
  ['brackets', (size) => `[${list(size, () => '[]')}]`],
  ['no UTF-8 at the end', (size) => `["${'é'.repeat(size * 4)}\ufffd"]`],
]

suite('twice the input takes at most 2.3 times the time', () => {
  for (const [what, make, shape = any] of texts)
    test(what, async () => {
      // Of what one document teaches, the next ones would take less: each begins anew.
      const read = async ({ buffer, byteOffset, length }: Uint8Array) => {
        const { bytes, view } = groundOf(Buffer.from(buffer, byteOffset, length))
        follow(createTrail(shape), bytes, view, 0, defaultLimits.depth, [])
        scanJson(bytes, shape)
      }
      const { ratio } = await growthOf((size) => Buffer.from(make(size)), 8000, read)
      assert.ok(ratio <= linear, `took ${ratio.toFixed(2)} times`)
    })
})

test('a million names in one object are read, and a twin at the end found', () => {
  const text = Buffer.from(`{${list(1_000_000, (index) => `"n${index}":1`)},"n0":2}`)
  const flaws = scanJson(text, any)
  assert.deepEqual(
    flaws.map(({ code, path }) => `${code} ${path}`),
    ['duplicate-key /n0'],
  )
})
