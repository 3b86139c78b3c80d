import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { decodeItem } from '../../lib/export/decode.ts'
import { rejectionCatalogue } from '../../lib/export/rejection.ts'
import { createJsonSplitter } from '../../lib/export/split-json.ts'
import { defaultLimits, type Limits } from '../../lib/limits.ts'
import { itemEvents, rawEvents } from './collect.ts'

const text = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.constantFrom('\\', '"', '\\"', '{', '}', ']', '[', '\\\\', 'é', '\n', '---\n'),
)

/** Long enough for the native search, with what it must not stumble over. */
const longText = fc.array(text, { maxLength: 60 }).map((parts) => parts.join('x'.repeat(9)))

const object = fc.record({
  kind: fc.constantFrom('Image', 'ImageStreamTag', 'Pod'),
  a: longText,
  b: fc.jsonValue({ maxDepth: 3 }),
})

const document = fc.oneof(
  object,
  fc.record({
    apiVersion: fc.constant('v1'),
    items: fc.array(object, { maxLength: 4 }),
    kind: fc.constantFrom('List', 'ImageList'),
  }),
)

const written = fc
  .tuple(
    fc.array(document, { minLength: 1, maxLength: 3 }),
    fc.constantFrom<(value: unknown) => string>(
      JSON.stringify,
      (value) => JSON.stringify(value, null, 2),
      (value) => `---\n${stringify(value)}`,
    ),
  )
  .map(([documents, write]) => Buffer.from(documents.map((value) => `${write(value)}\n`).join('')))

const mutated = fc
  .tuple(
    written,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('{}[]",:\\-.\n 0'))),
        fc.nat(2),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([bytes, edits]) =>
    edits.reduce<Buffer>((edited, [where, byte, how]) => {
      const at = where % (edited.length + 1)
      const inserted = how === 1 ? [] : [byte]
      return Buffer.concat([
        edited.subarray(0, at),
        Buffer.from(inserted),
        edited.subarray(how === 2 ? at : at + 1),
      ])
    }, bytes),
  )

const packed = fc
  .tuple(
    mutated,
    fc.constantFrom((bytes: Buffer) => bytes, gzipSync, zstdCompressSync),
    fc.nat(40),
    fc.nat(255),
  )
  .map(([bytes, pack, at, flip]) => {
    const result = pack(bytes)
    if (result !== bytes && flip % 2 === 0)
      result[at % result.length] = (result[at % result.length] ?? 0) ^ flip
    return result
  })

const anything = fc.oneof(
  mutated,
  mutated,
  packed,
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
)

/** What the splitter makes of text that is cut every `size` bytes, its items decoded. */
const split = (bytes: Buffer, size: number, own: Partial<Limits> = {}) => {
  const limits = { ...defaultLimits, ...own }
  const splitter = createJsonSplitter(limits)
  const events = []
  for (let at = 0; at < bytes.length; at += size) events.push(...splitter.push(bytes.subarray(at, at + size)))
  events.push(...splitter.end())
  return events.flatMap<unknown>((event) =>
    event.type === 'item' ? decodeItem({ ...event, source: 0 }, limits) : [event],
  )
}

const options = { seed: 4, numRuns: 300 }

suite('whatever the bytes are', () => {
  test('reading ends with the source, every rejection has a code and a printable message, and chunks change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom(1, 3, 50), async (bytes, size) => {
        const whole = await rawEvents(bytes)
        const last = whole.at(-1)
        assert.ok(last?.type === 'source' && last.source.bytes === bytes.length)
        assert.deepEqual(await rawEvents(bytes, {}, size), whole)
        assert.ok(whole.length > 1, 'an item or a rejection')
        for (const event of await itemEvents(bytes)) {
          if (event.type !== 'rejection') continue
          assert.ok(Object.hasOwn(rejectionCatalogue, event.rejection.code))
          assert.doesNotMatch(event.rejection.message, /\p{Cc}|undefined|\[object/u)
        }
      }),
      options,
    )
  })

  test('wherever the text is cut, the splitter brings the same items and problems', () => {
    fc.assert(
      fc.property(mutated, fc.constantFrom(1, 3, 50), (bytes, size) => {
        assert.deepEqual(split(bytes, size), split(bytes, bytes.length + 1))
      }),
      options,
    )
  })

  test('also where limits break', () => {
    const own = fc.record({ itemBytes: fc.nat(99), depth: fc.integer({ min: 1, max: 4 }) })
    fc.assert(
      fc.property(mutated, fc.constantFrom(1, 3, 50), own, (bytes, size, limits) => {
        assert.deepEqual(split(bytes, size, limits), split(bytes, bytes.length + 1, limits))
      }),
      { ...options, numRuns: 1000 },
    )
  })

  test('of well-formed documents only those beyond a limit are lost', () => {
    const deep = fc
      .nat(20)
      .map((depth) => JSON.parse(`${'['.repeat(depth)}"}{["${']'.repeat(depth)}`) as unknown)
    const documents = fc.array(fc.record({ a: longText, b: deep }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(documents, fc.constantFrom(1, 3, 50, 10_000), (values, size) => {
        const texts = values.map((value) => Buffer.from(JSON.stringify(value)))
        const splitter = createJsonSplitter({ ...defaultLimits, itemBytes: 200, depth: 11 })
        const bytes = Buffer.concat(texts)
        const events = []
        for (let at = 0; at < bytes.length; at += size)
          events.push(...splitter.push(bytes.subarray(at, at + size)))
        events.push(...splitter.end())
        const isRead = (json: Buffer, index: number): boolean =>
          json.length <= 200 && JSON.stringify(values[index]?.b).lastIndexOf('[') <= 13
        assert.deepEqual(
          events.map((event) => (event.type === 'item' ? event.bytes.toString() : event.document)),
          texts.map((json, index) => (isRead(json, index) ? json.toString() : index)),
        )
      }),
      options,
    )
  })

  test('what is well-formed is read: as many items as were written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (documents, asYaml) => {
          const write = asYaml ? (value: unknown) => `---\n${stringify(value)}` : JSON.stringify
          const events = await rawEvents(documents.map((value) => `${write(value)}\n`).join(''))
          const read = events.flatMap((event) =>
            event.type === 'item' ? [JSON.parse(event.item.bytes.toString())] : [],
          )
          const expected: unknown[] = documents.flatMap((value) => ('items' in value ? value.items : [value]))
          assert.deepEqual(read, JSON.parse(JSON.stringify(expected)))
        },
      ),
      { ...options, numRuns: 300 },
    )
  })

  test('of a YAML list with one bad byte, all items before that in which it stands are read, and no others', async () => {
    const itemsOf = async (bytes: Buffer, size?: number) =>
      (await rawEvents(bytes, {}, size)).flatMap((event) =>
        event.type === 'item' ? [event.item.bytes.toString()] : [],
      )
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.nat(),
        fc.constantFrom(1, 3, 50),
        async (objects, indentSeq, place, size) => {
          const write = (items: unknown[]) => Buffer.from(stringify({ kind: 'List', items }, { indentSeq }))
          const bytes = write(objects)
          const all = await itemsOf(bytes)
          const at = place % bytes.length
          const ends = objects.map((_, index) => write(objects.slice(0, index + 1)).length)
          const before = ends.filter((end) => end <= at).length
          // The next one's dash, whole and followed by a space, shows that an item has ended.
          const ended = ends.filter((end) => end + '  - '.length <= at).length
          bytes[at] = 0xff
          const read = await itemsOf(bytes)
          assert.deepEqual(read, all.slice(0, read.length))
          assert.ok(ended <= read.length && read.length <= before, `${read.length} of ${ended} to ${before}`)
          assert.deepEqual(await itemsOf(bytes, size), read)
        },
      ),
      options,
    )
  })

  test('items that were read from damaged gzip are those of the whole', async () => {
    const list = JSON.stringify({
      items: Array.from({ length: 300 }, (_, index) => ({ kind: 'Image', n: index * 7919 })),
    })
    const gzip = gzipSync(list)
    const itemsOf = async (bytes: Buffer) =>
      (await rawEvents(bytes)).flatMap((event) =>
        event.type === 'item' ? [event.item.bytes.toString()] : [],
      )
    const all = await itemsOf(gunzipSync(gzip))
    await fc.assert(
      fc.asyncProperty(fc.nat(gzip.length - 1), async (length) => {
        const some = await itemsOf(gzip.subarray(0, length))
        assert.deepEqual(some, all.slice(0, some.length))
      }),
      { ...options, numRuns: 60 },
    )
  })
})
