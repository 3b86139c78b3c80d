import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { LimitName } from '../../lib/limits.ts'
import { rawEvents } from './collect.ts'

const large = `{"a":"${'x'.repeat(100)}"}`
const laughs = `a0: &a0 [${'x,'.repeat(20)}]\n${[0, 1, 2, 3, 4, 5].map((n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(20)}]`).join('\n')}\n`

type Case = readonly [what: string, text: string, limit: LimitName, value: number, ...lines: string[]]

const manyLines = (
  [
    ['block', `|\n${' \n'.repeat(50)}    x`],
    ['folded block', `>\n${'    x\n\n'.repeat(30)}`],
    ['plain text', `x\n${'\n'.repeat(50)}    y`],
    ['quoted text', `'x\n${'\n'.repeat(50)}    y'`],
    ['text in double quotes', `"x\n${'\n'.repeat(50)}    y"`],
  ] as const
).map(
  ([what, scalar]): Case => [
    `a YAML ${what} of many lines`,
    `items:\n- a: 1\n- b: ${scalar}\n- c: 3\n`,
    'yamlBytes',
    1000,
    '/items/0',
    '/items/1 limit-yaml',
    '/items/2',
  ],
)

const cases: readonly Case[] = [
  ['an item', `{"items":[{"a":1},${large}]}`, 'itemBytes', 64, '/items/0', '/items/1 limit-item'],
  ['an object', `{"a":1}${large}`, 'itemBytes', 64, '', ' limit-item'],
  ['one long string', `{"items":["${'x'.repeat(1000)}"]}`, 'itemBytes', 64, '/items/0 limit-item'],
  [
    'what stands around items',
    `{"items":[{"a":1}],"x":${large}}`,
    'itemBytes',
    64,
    '/items/0',
    ' limit-item',
  ],
  [
    'white space around items',
    `{"items":[{"a":1}]${' '.repeat(200)}}`,
    'itemBytes',
    64,
    '/items/0',
    ' limit-item',
  ],
  ['depth in an item', '{"items":[{"a":1},[[[[[]]]]]]}', 'depth', 4, '/items/0', '/items/1 limit-depth'],
  ['depth in an object', '{"a":{"b":{"c":{"d":{}}}}}', 'depth', 4, ' limit-depth'],
  ['depth around items', '{"items":[{"a":1}],"x":[[[[]]]]}', 'depth', 4, '/items/0', ' limit-depth'],
  ['depth of an array', '{"a":1}[[[[[]]]]]', 'depth', 4, '', ' not-an-object', ' limit-depth'],
  ['the source', '{"a":1}{"b":2}{"c":3}', 'exportBytes', 17, '', '', ' limit-export'],
  [
    'a YAML document',
    `a: 1\n---\nb: ${'x'.repeat(3000)}\n---\nc: 3\n`,
    'yamlBytes',
    2000,
    '',
    ' limit-yaml',
    '',
  ],
  [
    'a YAML list',
    `a: 1\n---\nitems:\n- b: 2\n- c: 3\n- d: 4\n  e: ${'x'.repeat(3000)}\n- f: 5\n---\ng: 6\n`,
    'yamlBytes',
    2000,
    '',
    '/items/0',
    '/items/1',
    ' limit-yaml',
    '',
  ],
  [
    'a YAML list whose item could go on',
    `items:\n- a: 1\n- b: 2\n${'# x\n'.repeat(600)}  c: 3\n`,
    'yamlBytes',
    2000,
    '/items/0',
    ' limit-yaml',
  ],
  [
    'a YAML list of a wrong kind',
    `kind: PodList\nitems:\n- a: 1\n- b: ${'x'.repeat(3000)}\n`,
    'yamlBytes',
    2000,
    ' unknown-kind',
    ' limit-yaml',
  ],
  [
    'a YAML list with a fault before its limit',
    `items:\n- a: 1\n- b: [\n- c: 3\n- d: ${'x'.repeat(3000)}\n`,
    'yamlBytes',
    2000,
    '/items/0',
    '/items/1 malformed',
    ' limit-yaml',
  ],
  [
    'a YAML document of many tokens',
    `a: 1\n---\nb: [${'1,'.repeat(50)}]\n---\nc: 3\n`,
    'yamlBytes',
    1000,
    '',
    ' limit-yaml',
    '',
  ],
  [
    'a YAML item of many tokens',
    `items:\n- a: 1\n- b: [${'1,'.repeat(50)}]\n- c: 3\n`,
    'yamlBytes',
    1000,
    '/items/0',
    '/items/1 limit-yaml',
    '/items/2',
  ],
  ...manyLines,
  [
    'a YAML item of much text in double quotes',
    `items:\n- a: 1\n- b: "${'x'.repeat(400)}"\n- c: '${'x'.repeat(400)}'\n`,
    'yamlBytes',
    1280,
    '/items/0',
    '/items/1 limit-yaml',
    '/items/2',
  ],
  ['a billion laughs', laughs, 'yamlBytes', 40_000, ' limit-yaml'],
  ['an alias inside of itself', 'a: &a [*a, *a]\nb: 1\n', 'yamlBytes', 10_000, ' limit-depth'],
  ['depth in YAML', `a: ${'['.repeat(10)}${']'.repeat(10)}\n---\nb: 2\n`, 'depth', 4, ' limit-depth', ''],
  ['depth in a block of YAML', `${'- '.repeat(300)}\n---\nb: 2\n`, 'depth', 64, ' limit-depth', ''],
  [
    'a YAML item larger as JSON',
    `items:\n- a: 1\n- b: "${'x'.repeat(100)}"\n`,
    'itemBytes',
    64,
    '/items/0',
    '/items/1 limit-item',
  ],
]

suite('every limit is named with what was found and the option that sets it', () => {
  for (const [what, text, limit, value, ...lines] of cases)
    test(`${limit}: ${what}`, async () => {
      const limits = { [limit]: value }
      const whole = await rawEvents(text, limits)
      const found = whole.flatMap((event) => {
        if (event.type === 'source') return []
        return event.type === 'item' ? event.item.path : `${event.rejection.path} ${event.rejection.code}`
      })
      assert.deepEqual(found, lines)
      const messages = whole.flatMap((event) =>
        event.type === 'rejection' && event.rejection.code.startsWith('limit-')
          ? [event.rejection.message]
          : [],
      )
      assert.ok(messages.length > 0)
      for (const message of messages) {
        if (limit === 'yamlBytes' && message.includes('depth')) continue
        assert.ok(
          message.includes(`the limit ${limit} is ${value} (--limit ${limit}=VALUE sets it)`),
          message,
        )
      }
      for (const size of [1, 7]) assert.deepEqual(await rawEvents(text, limits, size), whole)
    })
})

test('what is just within its limit passes', async () => {
  const passes: readonly [string, LimitName, number][] = [
    [`{"items":[${large}]}`, 'itemBytes', large.length],
    [large, 'itemBytes', large.length],
    ['{"items":[[[[[]]]]]}', 'depth', 4],
    ['{"a":{"b":{"c":{}}}}', 'depth', 4],
    ['{"a":1}', 'exportBytes', 7],
    [`a: |\n${'  x\n'.repeat(50)}`, 'yamlBytes', 64 * 64],
    [`a: ${'x'.repeat(2996)}\n`, 'yamlBytes', 3000],
  ]
  for (const [text, limit, value] of passes) {
    const events = await rawEvents(text, { [limit]: value })
    assert.deepEqual(
      events.map(({ type }) => type),
      ['item', 'source'],
      `${limit} ${text}`,
    )
  }
})

test('a source beyond a limit is hashed to its end all the same', async () => {
  const bytes = Buffer.from('{"a":1}'.repeat(1000))
  const last = (await rawEvents(bytes, { exportBytes: 10 }, 100)).at(-1)
  assert.ok(last?.type === 'source')
  assert.equal(last.source.bytes, 7000)
})

test('a string of 64 MiB costs no more than its chunk where the limit is lower', async () => {
  const piece = Buffer.alloc(2 ** 20, 'x')
  const before = process.memoryUsage().arrayBuffers
  let peak = 0
  const { readExport } = await import('../../lib/export/read.ts')
  const { defaultLimits } = await import('../../lib/limits.ts')
  const source = {
    name: 'test',
    async *open() {
      yield Buffer.from('{"a":"')
      for (let count = 0; count < 64; count++) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
        yield piece
      }
      yield Buffer.from('"}')
    },
  }
  const codes = []
  for await (const event of readExport(source, 0, { ...defaultLimits, itemBytes: 2 ** 22 }))
    if (event.type === 'rejection') codes.push(event.rejection.code)
  assert.deepEqual(codes, ['limit-item'])
  assert.ok(peak < 2 ** 25, `${peak} bytes`)
})

test('gzip beyond exportBytes is not unpacked further', async () => {
  const events = await rawEvents(gzipSync(`{"a":"${'x'.repeat(10_000_000)}"}`), { exportBytes: 1000 })
  const codes = events.flatMap((event) => (event.type === 'rejection' ? [event.rejection.code] : []))
  assert.deepEqual(codes, ['limit-export'])
})
