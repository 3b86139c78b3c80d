import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { itemEvents, rawEvents, rawLines } from './collect.ts'

const list = JSON.stringify({
  kind: 'List',
  items: Array.from({ length: 200 }, (_, index) => ({ kind: 'Image', n: index, id: `${index * 7919}` })),
})
const half = list.length >> 1
const junk = Buffer.from('what is this '.repeat(20))
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2])
const gzip = gzipSync(list)
const zstd = zstdCompressSync(list)
/** The header of a file of 2 bytes, and the file. */
const tar = Buffer.concat([
  Buffer.from(
    `${'images.json'.padEnd(100, '\0')}0000644\0${'0'.repeat(41)}${'ustar'.padStart(113, '\0')}\x0000`.padEnd(
      512,
      '\0',
    ),
  ),
  Buffer.from('{}'.padEnd(1536, '\0')),
])

const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}

const read: readonly [what: string, bytes: Buffer, compression: string][] = [
  ['gzip', gzip, 'gzip'],
  ['gzip of two members', Buffer.concat([gzipSync(list.slice(0, half)), gzipSync(list.slice(half))]), 'gzip'],
  ['zstd', zstd, 'zstd'],
  [
    'zstd of two frames',
    Buffer.concat([zstdCompressSync(list.slice(0, half)), zstdCompressSync(list.slice(half))]),
    'zstd',
  ],
  ['zstd with frames to skip', Buffer.concat([skippable, zstd, skippable]), 'zstd'],
  ['nothing', Buffer.from(list), 'none'],
]

suite('compression is told by content, and read however the bytes arrive', () => {
  for (const [what, bytes, compression] of read)
    test(what, async () => {
      const expected = await rawLines(list)
      for (const size of [1, 7, 1000, undefined]) {
        const events = await rawEvents(bytes, {}, size)
        const last = events.at(-1)
        assert.ok(last?.type === 'source')
        assert.deepEqual([last.source.compression, last.source.bytes], [compression, bytes.length])
        assert.deepEqual(await rawLines(bytes, {}, size), expected)
      }
    })
})

const damaged: readonly [what: string, bytes: Buffer, items: number, says: RegExp][] = [
  [
    'gzip with a wrong checksum',
    flipped(gzip, gzip.length - 6),
    200,
    /^the gzip data is damaged or cut off after \d+ bytes of text/,
  ],
  ['gzip with a wrong length', flipped(gzip, gzip.length - 2), 200, /^the gzip data is damaged/],
  ['gzip without its last byte', gzip.subarray(0, -1), 200, /^the gzip data is damaged or cut off/],
  ['gzip with junk behind', Buffer.concat([gzip, junk]), 1, /^the gzip data is (damaged|followed)/],
  [
    'gzip with zeros behind',
    Buffer.concat([gzip, Buffer.alloc(10)]),
    200,
    /^the gzip data is followed by something else/,
  ],
  ['gzip cut in its header', gzip.subarray(0, 6), 0, /^the gzip data is damaged or cut off after 0 bytes/],
  ['zstd without its last byte', zstd.subarray(0, -1), 0, /^the zstd data is damaged or cut off/],
  ['zstd with junk behind', Buffer.concat([zstd, junk]), 200, /^the zstd data is (damaged|followed)/],
  [
    'a ZIP archive',
    Buffer.from('PK\x03\x04 and more'),
    0,
    /^found a ZIP archive; expected JSON or YAML, plain or compressed once with gzip or zstd/,
  ],
  [
    'a ZIP archive with a way to read it',
    Buffer.from('PK\x03\x04 and more'),
    0,
    /gzip or zstd: unpack it and give the files in it$/,
  ],
  ['a tar archive', tar, 0, /^found a tar archive; expected JSON .*: unpack it and give the files in it$/],
  ['a tar archive in gzip', gzipSync(tar), 0, /^found a tar archive; /],
  ['a tar archive in zstd', zstdCompressSync(tar), 0, /^found a tar archive; /],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]), 0, /^found xz data/],
  ['bzip2', Buffer.from('BZh91AY&SY'), 0, /^found bzip2 data/],
  ['gzip twice', gzipSync(gzip), 0, /^found data compressed twice/],
]

suite('damage is one rejection; what was complete before it stays', () => {
  for (const [what, bytes, least, says] of damaged)
    test(what, async () => {
      const whole = await rawEvents(bytes)
      const rejections = whole.flatMap((event) => (event.type === 'rejection' ? [event.rejection] : []))
      assert.deepEqual(
        rejections.map(({ code, path }) => [code, path]),
        [['compression', '']],
      )
      assert.match(rejections[0]?.message ?? '', says)
      const items = whole.filter(({ type }) => type === 'item').length
      assert.ok(items >= least, `${items} items`)
      const last = whole.at(-1)
      assert.ok(last?.type === 'source' && last.source.bytes === bytes.length)
      for (const size of [1, 7]) assert.deepEqual(await rawEvents(bytes, {}, size), whole)
    })
})

suite('bombs', () => {
  const bomb = Buffer.from(`{"kind":"Image","x":"${'x'.repeat(300 * 2 ** 20)}"}`)

  for (const [name, bytes] of [
    ['gzip', gzipSync(bomb, { level: 1 })],
    ['zstd', zstdCompressSync(bomb)],
  ] as const)
    test(`${name}: the ratio is enforced before the rest is unpacked`, async () => {
      const events = await rawEvents(bytes, { itemBytes: 2 ** 30 })
      const [rejection] = events.flatMap((event) => (event.type === 'rejection' ? [event.rejection] : []))
      assert.equal(rejection?.code, 'limit-ratio')
      assert.match(
        rejection?.message ?? '',
        new RegExp(
          `^the ${name} data unpacks to \\d+ bytes for each of its own; the limit compressionRatio is 200 \\(--limit compressionRatio=VALUE sets it\\)$`,
        ),
      )
    })

  test('below 64 MiB no ratio is too high', async () => {
    const text = `{"kind":"Image","x":"${'x'.repeat(2 ** 20)}"}`
    const events = await itemEvents(gzipSync(text))
    assert.deepEqual(
      events.map(({ type }) => type),
      ['item', 'source'],
    )
  })
})
