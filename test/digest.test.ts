import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  algorithmOf,
  type DigestProblem,
  digestBytes,
  digestProblem,
  hexOf,
  matchesAfter,
  matchesDigest,
  parseDigest,
} from '../lib/digest.ts'

const hex256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const hex384 =
  '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b'
const hex512 =
  'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e'

/**
 * The categories of opencontainers/go-digest's own tables (digest_test.go `TestParseDigest`, algorithm_test.go), with
 * digests of our own: the empty text's. Which error comes first is `Digest.Validate`'s order: the grammar, the
 * algorithm, the length, the alphabet.
 */
const cases: readonly (readonly [what: string, text: string, problem: DigestProblem | null])[] = [
  ['sha256', `sha256:${hex256}`, null],
  ['sha384', `sha384:${hex384}`, null],
  ['sha512', `sha512:${hex512}`, null],
  ['nothing at all', '', 'format'],
  ['a colon alone', ':', 'format'],
  ['no hex', 'sha256:', 'format'],
  ['no algorithm', hex256, 'format'],
  ['an empty algorithm', `:${hex256}`, 'format'],
  ['upper-case hex', `sha256:${hex256.toUpperCase()}`, 'format'],
  ['a letter that is no hex', `sha256:g${hex256.slice(1)}`, 'format'],
  ['too short', 'sha256:e3b0c442', 'length'],
  ['too long', `sha256:${hex256}0`, 'length'],
  ["another algorithm's length", `sha512:${hex256}`, 'length'],
  ['an algorithm that is not registered', `md4:${hex256}`, 'unsupported'],
  ['an algorithm of two parts', `sha256+b64:${hex256}`, 'unsupported'],
  [
    'base64url for hex, under an algorithm of its own',
    'sha256+b64u:47DEQpj8HBSa-_TImW-5JCeuQeRk',
    'unsupported',
  ],
  ['every separator once', `sha.2_5-6+x:${hex256}`, 'unsupported'],
  ['two separators in a row', `sha256++b64:${hex256}`, 'format'],
  ['two different separators in a row', `sha256_.b64:${hex256}`, 'format'],
  ['a separator at the end', `sha256+:${hex256}`, 'format'],
  ['a separator at the beginning', `+sha256:${hex256}`, 'format'],
  ['an upper-case algorithm', `SHA256:${hex256}`, 'format'],
  ['two colons', `sha256:${hex256}:`, 'format'],
  ['a space before it', ` sha256:${hex256}`, 'format'],
  ['a line feed after it', `sha256:${hex256}\n`, 'format'],
  ["another script's digits", `sha256:${hex256.slice(0, 63)}\u0665`, 'format'],
  ['the name of a property that every object has', `constructor:${hex256}`, 'unsupported'],
]

describe('a digest', () => {
  for (const [what, text, problem] of cases)
    it(`${what}: ${problem ?? 'valid'}`, () => {
      assert.equal(digestProblem(text), problem)
      assert.equal(parseDigest(text), problem === null ? text : null)
    })

  it('is told of any length', () => {
    assert.equal(digestProblem('a-'.repeat(2 ** 23)), 'format')
    assert.equal(digestProblem(`${'a-'.repeat(2 ** 23)}a:${hex256}`), 'unsupported')
  })

  it('is taken apart into algorithm and hex', () => {
    const digest = parseDigest(`sha512:${hex512}`)
    assert.ok(digest !== null)
    assert.equal(algorithmOf(digest), 'sha512')
    assert.equal(hexOf(digest), hex512)
  })
})

describe('hashing', () => {
  // FIPS 180-4's own example message.
  const abc = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

  it('gives the published digests of the empty text', () => {
    assert.equal(digestBytes(''), `sha256:${hex256}`)
    assert.equal(digestBytes('', 'sha384'), `sha384:${hex384}`)
    assert.equal(digestBytes('', 'sha512'), `sha512:${hex512}`)
  })

  it('takes a string as its UTF-8 bytes', () => {
    assert.equal(digestBytes('abc'), abc)
    assert.equal(digestBytes('é\u{1f600}'), digestBytes(Buffer.from('é\u{1f600}', 'utf8')))
  })

  it("compares by the digest's own algorithm", () => {
    for (const algorithm of ['sha256', 'sha384', 'sha512'] as const) {
      const digest = digestBytes('abc', algorithm)
      assert.equal(matchesDigest('abc', digest), true)
      assert.equal(matchesDigest('abd', digest), false)
    }
  })
})

describe('texts that begin alike', () => {
  for (const length of [0, 1, 1023, 1024, 1025, 5000])
    for (const algorithm of ['sha256', 'sha384', 'sha512'] as const)
      it(`match their own ${algorithm} only, after ${length} characters`, () => {
        const start = 'é'.repeat(length)
        const matches = matchesAfter(start)
        for (const rest of ['', 'a', 'ü', start])
          for (const other of ['', 'a', 'ü', start])
            assert.equal(matches(other, digestBytes(start + rest, algorithm)), other === rest)
      })
})
