import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { AssayError } from '../../lib/error.ts'
import { formatOf } from '../../lib/export/format.ts'
import { readExport, readItems } from '../../lib/export/read.ts'
import type { Source } from '../../lib/export/source.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { collect, itemEvents, rawEvents, sourceOf } from './collect.ts'

const facts: readonly [what: string, content: string | Buffer, facts: object][] = [
  ['JSON', '{"kind":"Image"}', { compression: 'none', format: 'json', documents: 1 }],
  [
    'three documents',
    '{"kind":"Image"}\n{"items":[]}\n{"kind":"Pod"}',
    { compression: 'none', format: 'json', documents: 3 },
  ],
  ['YAML', 'kind: Image\n---\n---\nkind: Image\n', { compression: 'none', format: 'yaml', documents: 2 }],
  ['gzip of YAML', gzipSync('kind: Image\n'), { compression: 'gzip', format: 'yaml', documents: 1 }],
  [
    'what is given up',
    '{"kind":"Image"} garbage, and more of it',
    { compression: 'none', format: 'json', documents: 1 },
  ],
  ['nothing', '', { compression: 'none', format: 'json', documents: 0 }],
  [
    'damage',
    gzipSync('{"kind":"Image"}').subarray(0, 12),
    { compression: 'gzip', format: 'json', documents: 1 },
  ],
]

suite('the last event is the source: its bytes as given, hashed to their end', () => {
  for (const [what, content, expected] of facts)
    for (const size of [1, 1000])
      test(`${what}, in chunks of ${size}`, async () => {
        const events = await collect(readExport(sourceOf(content, size, 'a/b.json'), 3, defaultLimits))
        const sha256 = createHash('sha256').update(content).digest('hex')
        assert.deepEqual(events.at(-1), {
          type: 'source',
          source: { name: 'a/b.json', sha256, bytes: Buffer.byteLength(content), ...expected },
        })
        assert.equal(events.filter(({ type }) => type === 'source').length, 1)
      })
})

test('positions carry the source’s index', async () => {
  const events = await collect(readItems(sourceOf('{"kind":"Image"}{"kind":"Pod"}'), 3, defaultLimits))
  const positions = events.map((event) => {
    if (event.type === 'source') return null
    const { source, document, path } = event.type === 'item' ? event.item : event.rejection
    return [source, document, path]
  })
  assert.deepEqual(positions, [[3, 0, ''], [3, 1, ''], null])
})

test('items and rejections come in the order of their bytes', async () => {
  const events = await itemEvents('{"items":[{"kind":"Image"},{"kind":"Pod"},{"kind":"Image"}]}')
  assert.deepEqual(
    events.map(({ type }) => type),
    ['item', 'rejection', 'item', 'source'],
  )
})

test('white space without end is JSON’s, in whatever pieces it comes', async () => {
  for (const blank of [65_535, 65_536]) {
    const text = `${' '.repeat(blank)}kind: Image\n`
    const whole = await rawEvents(text)
    const last = whole.at(-1)
    assert.ok(last?.type === 'source')
    assert.equal(last.source.format, blank < 65_536 ? 'yaml' : 'json')
    assert.deepEqual(await rawEvents(text, {}, 1000), whole)
  }
})

test('an item comes before the rest of its list was read', async () => {
  let given = 0
  const source: Source = {
    name: 'test',
    async *open() {
      for (const piece of [
        '{"items":[',
        ...Array.from({ length: 1000 }, () => `{"kind":"Image","x":"${'x'.repeat(2000)}"},`),
        'null]}',
      ]) {
        given++
        yield Buffer.from(piece)
      }
    },
  }
  const events = readExport(source, 0, defaultLimits)
  await events.next()
  assert.ok(given < 400, `${given} of 1002 chunks were read`)
  await events.return(undefined)
})

suite('when the machine fails', () => {
  const failing = (after: string): Source => ({
    name: 'images\u001b.json',
    async *open() {
      yield Buffer.from(after)
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })
    },
  })
  const texts = [
    '',
    '{"kind":"Image"}',
    '{"items":[',
    'kind: Image\n',
    gzipSync('{}').subarray(0, 5).toString('latin1'),
  ]

  for (const text of texts)
    test(`reading throws source-unreadable after ${JSON.stringify(text)}`, async () => {
      const reading = collect(readExport(failing(text), 0, defaultLimits))
      await assert.rejects(reading, (error) => {
        assert.ok(error instanceof AssayError)
        assert.equal(error.code, 'source-unreadable')
        assert.equal(error.message, String.raw`cannot read images\u001b.json: EIO: i/o error, read`)
        return true
      })
    })

  test('in the middle of gzip it is no damage', async () => {
    const packed = gzipSync('{"kind":"Image"}')
    const source: Source = {
      name: 'x',
      async *open() {
        yield packed.subarray(0, 12)
        throw new Error('connection reset')
      },
    }
    await assert.rejects(collect(readExport(source, 0, defaultLimits)), {
      code: 'source-unreadable',
      message: 'cannot read x: connection reset',
    })
  })

  test('an AssayError of the source goes through', async () => {
    const source: Source = {
      name: 'x',
      open() {
        throw new AssayError('usage', 'no such thing')
      },
    }
    await assert.rejects(collect(readExport(source, 0, defaultLimits)), { code: 'usage' })
  })
})

test('who stops early closes the source', async () => {
  for (const content of [
    Buffer.from('{"kind":"Image"}\n'.repeat(10)),
    gzipSync('{"kind":"Image"}\n'.repeat(10)),
  ]) {
    let closed = false
    const source: Source = {
      name: 'x',
      async *open() {
        try {
          for (let at = 0; at < content.length; at += 4) yield content.subarray(at, at + 4)
        } finally {
          closed = true
        }
      },
    }
    for await (const event of readItems(source, 0, defaultLimits)) {
      assert.equal(event.type, 'item')
      break
    }
    assert.equal(closed, true)
  }
})

const formats: readonly [head: string, format: 'json' | 'yaml'][] = [
  ['', 'json'],
  ['  \n', 'json'],
  ['{"a":1}', 'json'],
  ['\n\n  [1]', 'json'],
  ['"text"', 'json'],
  ['"text" {', 'json'],
  ['12\n{"a":1}', 'json'],
  ['null', 'json'],
  ['true\n', 'json'],
  [`"${'x'.repeat(5000)}`, 'json'],
  ['"kind": Image', 'yaml'],
  ['"a \\" b": 1', 'yaml'],
  ['kind: Image', 'yaml'],
  ['nullable: 1', 'yaml'],
  ['12: a', 'yaml'],
  ['-1: a', 'yaml'],
  ['- a', 'yaml'],
  ['--- {}', 'yaml'],
  ['# comment', 'yaml'],
  ['%YAML 1.2', 'yaml'],
]

suite('the format is told by the first bytes', () => {
  for (const [head, format] of formats)
    test(JSON.stringify(head.slice(0, 20)), () => assert.equal(formatOf(Buffer.from(head)), format))
})

suite('text that is not UTF-8 from its first bytes on', () => {
  const wide: readonly [what: string, bytes: Buffer][] = [
    ['UTF-16 with a mark, as PowerShell writes it', Buffer.from('\ufeff{"kind":"Image"}', 'utf16le')],
    ['UTF-16, big-endian', Buffer.from('\ufeff{"kind":"Image"}', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('{"kind":"Image"}', 'utf16le')],
  ]
  for (const [what, bytes] of wide)
    test(what, async () => {
      const rejections = (await rawEvents(bytes)).flatMap((event) =>
        event.type === 'rejection' ? [event.rejection] : [],
      )
      assert.deepEqual(
        rejections.map(({ code }) => code),
        ['encoding'],
      )
      assert.match(rejections[0]?.message ?? '', /^byte 0: the text is UTF-16; expected UTF-8/)
    })
})
