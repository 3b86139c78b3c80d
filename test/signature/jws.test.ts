import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { suite, test } from 'node:test'
import type { Json, JsonObject } from '../../lib/json/json.ts'
import { verifyEncodedJws, verifyJws } from '../../lib/signature/jws.ts'

const payload = Buffer.from('{"schemaVersion":1}')
const head = Buffer.from('{"formatLength":18,"formatTail":"fQ"}').toString('base64url')
const input = Buffer.from(`${head}.${payload.toString('base64url')}`)

const newEc = (namedCurve = 'P-256') => generateKeyPairSync('ec', { namedCurve })
const newRsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength })
const ec = newEc()

interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const jws = (alg: string, { publicKey, privateKey }: KeyPair): JsonObject => ({
  header: { alg, jwk: { ...(publicKey.export({ format: 'jwk' }) as JsonObject), kid: 'AAAA:BBBB' } },
  signature: sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  protected: head,
})

const good = jws('ES256', ec)
const withHeader = (header: Json): JsonObject => ({ ...good, header })
const badPoint = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }

const rows: readonly [what: string, jws: Json, payload: Buffer | null, verdict: string][] = [
  ['ES256', good, payload, 'intact'],
  ['RS256', jws('RS256', newRsa(2048)), payload, 'intact'],
  ['another manifest', good, Buffer.from('{"schemaVersion":2}'), 'invalid'],
  ['another protected header', { ...good, protected: `${head.slice(0, -1)}A` }, payload, 'invalid'],
  ['another key', withHeader(jws('ES256', newEc()).header ?? null), payload, 'invalid'],
  ['no manifest', good, null, 'not-checked'],
  ['no algorithm', withHeader({}), payload, 'unsupported'],
  ['none', jws('none', ec), payload, 'unsupported'],
  ['an algorithm that names a member of all objects', jws('constructor', ec), payload, 'unsupported'],
  ['RS256 with a key of ES256', jws('RS256', ec), payload, 'malformed'],
  ['ES256 on another curve', jws('ES256', newEc('P-384')), payload, 'unsupported'],
  ['RS256 with 1024 bits', jws('RS256', newRsa(1024)), payload, 'unsupported'],
  ['a certificate chain', withHeader({ alg: 'ES256', x5c: ['AAAA'] }), payload, 'unsupported'],
  ['a key that is none', withHeader({ alg: 'ES256', jwk: badPoint }), payload, 'malformed'],
  ['a secret', withHeader({ alg: 'ES256', jwk: { kty: 'oct', k: 'AA' } }), payload, 'malformed'],
  ['no signature', { ...good, signature: null }, payload, 'malformed'],
  ['an empty signature', { ...good, signature: '' }, payload, 'invalid'],
  ['padding', { ...good, signature: 'AAAA==' }, payload, 'malformed'],
  ['a text', 'text', payload, 'malformed'],
  ['null', null, payload, 'malformed'],
]

suite('a JWS of a schema 1 manifest', () => {
  for (const [what, given, bytes, verdict] of rows)
    test(`${what}: ${verdict}`, () => {
      const found = verifyJws(given, bytes)
      assert.equal(found.verdict, verdict)
      assert.equal(found.because === null, verdict === 'intact')
    })

  test('names the key that it carries, as a claim', () =>
    assert.equal(verifyJws(good, payload).claimedKeyId, 'AAAA:BBBB'))

  const text = JSON.stringify(good)
  const encoded = (value: string): string => Buffer.from(value).toString('base64')
  for (const [what, value, verdict] of [
    ['as it is', encoded(text), 'intact'],
    ['a member twice', encoded(text.replace('{"header"', '{"header":{},"header"')), 'malformed'],
    ['no JSON', encoded('JWS'), 'malformed'],
    ['no text', 1, 'malformed'],
  ] as const)
    test(`in base64, ${what}: ${verdict}`, () =>
      assert.equal(verifyEncodedJws(value, payload).verdict, verdict))
})
