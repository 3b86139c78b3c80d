import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { exportKey } from '../../lib/store/export-key.ts'
import { checkKey } from '../../lib/store/key.ts'

const sha256 = (text: string) => hash('sha256', text, 'hex')
const hex32 = '0123456789abcdef0123456789abcdef'
const long = (character: string, count: number) => character.repeat(count)

/** Names of exports, each with the key that its reports must stand under. */
const cases: Readonly<Record<string, readonly [name: string, key: string]>> = {
  plain: ['clusters/prod-1/images_2024.json', 'clusters/prod-1/images_2024.json'],
  capitals: ['Prod.JSON', 'Prod.JSON'],
  'space, plus, percent': ['a b+c%2Fd/ü.json', 'a%20b%2Bc%252Fd/%C3%BC.json'],
  'four UTF-8 bytes': ['\u{1f600}', '%F0%9F%98%80'],
  tilde: ['a~b', 'a%7Eb'],
  NUL: ['a\0', 'a%00'],
  backslash: ['a\\b', 'a%5Cb'],
  'terminal escape': ['\x1b[31m', '%1B%5B31m'],
  dot: ['.', '%2E'],
  parent: ['../../etc', '%2E%2E/%2E%2E/etc'],
  'three dots': ['...', '...'],
  'dot file': ['.a/..b', '.a/..b'],
  empty: ['', '%2F'],
  'leading slash': ['/etc', '%2F/etc'],
  'trailing slash': ['a/', 'a/%2F'],
  'double slash': ['a//b', 'a/%2F/b'],
  'written escape of an empty segment': ['a/%2F/b', 'a/%252F/b'],
  'like a version': [`a/${hex32}`, `a/%30${hex32.slice(1)}`],
  'like a version in capitals': [
    hex32.toUpperCase().slice(10) + hex32.slice(0, 10),
    '%41BCDEF0123456789ABCDEF0123456789',
  ],
  '31 hex digits': [hex32.slice(1), hex32.slice(1)],
  'lone high surrogate': ['a\ud800', 'a%ED%A0%80'],
  'lone low surrogate': ['\udfff', '%ED%BF%BF'],
  'replacement character': ['\ufffd', '%EF%BF%BD'],
  'segment of 200 bytes': [long('x', 200), long('x', 200)],
  'segment of 201 bytes': [long('x', 201), `${long('x', 135)}~${sha256(long('x', 201))}`],
  'segment cut inside an escape': [
    `${long('x', 133)}${long('ü', 30)}`,
    `${long('x', 133)}~${sha256(long('x', 133) + long('%C3%BC', 30))}`,
  ],
  'key of 600 bytes': [`${long('abcdefgh/', 66)}abcdef`, `${long('abcdefgh/', 66)}abcdef`],
  'key of 601 bytes': [
    `${long('abcdefgh/', 66)}abcdefg`,
    `${long('abcdefgh/', 59)}abcd~${sha256(`${long('abcdefgh/', 66)}abcdefg`)}`,
  ],
  'key cut where its last segment is long': [
    ['a', 'b', 'c', 'd'].map((letter) => long(letter, 199)).join('/'),
    `${long('a', 199)}/${long('b', 199)}/${long('c', 135)}~${sha256(['a', 'b', 'c', 'd'].map((letter) => long(letter, 199)).join('/'))}`,
  ],
}

/** Names made of what the encoding treats specially, so that collisions would be found. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '/',
        '.',
        '%',
        '2',
        'F',
        '~',
        'a',
        'A',
        'ü',
        '\ud800',
        '\udc00',
        '\ufffd',
        '\0',
        hex32,
        '%2F',
        '%2E',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('x', 'ü', '/a').map((unit) => unit.repeat(197)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

const decodeSegment = (segment: string): Buffer =>
  segment === '%2F'
    ? Buffer.alloc(0)
    : Buffer.from(
        segment.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      )

describe('an export key', () => {
  for (const [what, [name, key]] of Object.entries(cases)) {
    it(`of a name: ${what}`, () => assert.equal(exportKey(name), key))
  }

  it('is a key of any store, in segments that file systems take, and none is like a version', () => {
    fc.assert(
      fc.property(tricky, (name) => {
        const key = exportKey(name)
        checkKey(`reports/${key}`)
        assert.ok(key.length <= 600, `${key.length}`)
        for (const segment of key.split('/')) {
          // The cut of a whole key may fall into the seal of a segment.
          assert.match(segment, /^(?:[a-zA-Z0-9._-]|%[0-9A-F]{2})*(?:~[0-9a-f]*)?(?:~[0-9a-f]{64})?$/)
          assert.ok(segment.length <= 200, `${segment.length}`)
          assert.doesNotMatch(segment, /^[0-9a-f]{32}$/i)
        }
      }),
    )
  })

  it('differs for different names', () => {
    fc.assert(
      fc.property(tricky, tricky, (one, other) => {
        assert.equal(exportKey(one) === exportKey(other), one === other)
      }),
    )
  })

  it('decodes to the name where it was not cut', () => {
    fc.assert(
      fc.property(tricky, (name) => {
        const key = exportKey(name)
        fc.pre(!key.includes('~') && name.isWellFormed())
        const decoded = Buffer.concat(
          key.split('/').flatMap((part) => [Buffer.from('/'), decodeSegment(part)]),
        )
        assert.equal(decoded.subarray(1).toString(), name)
      }),
    )
  })

  it('differs between any two of the same beginning that are cut', () => {
    for (const stem of [long('x', 300), long('abc/', 300), long('/', 700)]) {
      const keys = ['', 'a', 'b', '/', 'A', 'ü'].map((end) => exportKey(stem + end))
      assert.equal(new Set(keys).size, keys.length)
    }
  })
})
