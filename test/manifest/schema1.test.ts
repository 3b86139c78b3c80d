import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { isObject, type JsonObject } from '../../lib/json/json.ts'
import { isSigned, signedPayload, signsWhatStands } from '../../lib/manifest/schema1.ts'
import { corpusBytes, corpusText, withoutCorpus } from '../corpus.ts'
import { digestOf } from './samples.ts'
import { elsewhere, type Format, honest, schema1Payload, signed } from './signed.ts'

const payload = schema1Payload([digestOf('1'), digestOf('2')])

const payloadOf = (text: string): Buffer | null =>
  signedPayload(Buffer.from(text), JSON.parse(text) as JsonObject)

describe('whether a manifest is signed', () => {
  const rows: readonly (readonly [what: string, value: unknown, is: boolean])[] = [
    ['one signature', { fsLayers: [], signatures: [{}] }, true],
    ['no signatures', { fsLayers: [] }, false],
    ['an empty list of signatures', { fsLayers: [], signatures: [] }, false],
    ['signatures of null', { fsLayers: [], signatures: null }, false],
    ['signatures as a number', { fsLayers: [], signatures: 1 }, false],
    ['signatures in an image manifest, where they mean nothing', { layers: [], signatures: [{}] }, false],
  ]
  for (const [what, value, is] of rows) it(what, () => assert.equal(isSigned(value as JsonObject), is))
})

describe('what a signature covers', () => {
  it('is the text up to formatLength and the decoded formatTail', () => {
    assert.equal(payloadOf(signed(payload, honest(payload)))?.toString(), payload)
  })

  it('is counted in bytes, not characters', () => {
    const wide = schema1Payload([digestOf('1')], 'tëam/\u{1f48e}')
    assert.equal(payloadOf(signed(wide, honest(wide)))?.toString(), wide)
  })

  it('may be another text altogether', () => {
    const other = schema1Payload([digestOf('9')])
    assert.equal(payloadOf(signed(payload, elsewhere(other)))?.toString(), other)
  })

  it('is what the first of several signatures says', () => {
    const text = signed(payload, honest(payload))
    const { signatures: [first = {}] = [], ...visible } = JSON.parse(text) as { signatures?: JsonObject[] }
    const other = JSON.parse(signed(payload, elsewhere('x'))) as { signatures: JsonObject[] }
    const two = JSON.stringify({ ...visible, signatures: [first, ...other.signatures] }, null, '   ')
    assert.equal(payloadOf(two)?.toString(), payload)
  })

  const length = Buffer.byteLength(payload)
  const formats: readonly (readonly [what: string, format: Format])[] = [
    ['a length below nought', { formatLength: -1, formatTail: 'Cn0' }],
    ['a length beyond the text', { formatLength: 100 * length, formatTail: 'Cn0' }],
    ['a fraction of a byte', { formatLength: 1.5, formatTail: 'Cn0' }],
    ['a length as text', { formatLength: String(length), formatTail: 'Cn0' }],
    ['no length', { formatLength: undefined, formatTail: 'Cn0' }],
    ['no tail', { formatLength: length - 2, formatTail: undefined }],
    ['a tail of null', { formatLength: length - 2, formatTail: null }],
    ['a tail as a number', { formatLength: length - 2, formatTail: 7 }],
  ]
  for (const [what, format] of formats)
    it(`is nothing where it says ${what}`, () => assert.equal(payloadOf(signed(payload, format)), null))

  const signatures: readonly (readonly [what: string, signatures: unknown])[] = [
    ['no list', { protected: 'e30' }],
    ['a list of nothing', []],
    ['a list of null', [null]],
    ['a signature without a header', [{ signature: 'x' }]],
    ['a header that is no text', [{ protected: 7 }]],
    ['a header that is no JSON', [{ protected: Buffer.from('no').toString('base64url') }]],
    ['a header that is null', [{ protected: Buffer.from('null').toString('base64url') }]],
    ['a header that is a list', [{ protected: Buffer.from('[1]').toString('base64url') }]],
  ]
  for (const [what, given] of signatures)
    it(`is nothing where there is ${what}`, () => {
      const value = { ...(JSON.parse(payload) as JsonObject), signatures: given } as JsonObject
      assert.equal(signedPayload(Buffer.from(JSON.stringify(value)), value), null)
    })
})

describe('whether the payload is what stands around the signatures', () => {
  const text = signed(payload, honest(payload))
  const nested = '{"a":1,"x":{"b":2,"signatures":[1]}}'
  const rows: readonly (readonly [what: string, text: string, payload: string, is: boolean])[] = [
    ['as Docker made it', text, payload, true],
    ['without white space', '{"a":1,"signatures":[]}', '{"a":1}', true],
    ['with more of it', '{"a":1 ,\n"signatures" :[]}\n', '{"a":1\t}\n', true],
    ['beyond ASCII', '{"a":"\u{1f48e}ë","signatures":[]}', '{"a":"\u{1f48e}ë"}', true],
    ['another value', '{"a":1,"signatures":[]}', '{"a":2}', false],
    ['one member less', '{"a":1,"b":2,"signatures":[]}', '{"a":1}', false],
    ['one member more', '{"a":1,"signatures":[]}', '{"a":1,"b":2}', false],
    ['the first digit of a number', '{"a":12,"signatures":[]}', '{"a":1}', false],
    ['the signatures themselves', '{"a":1,"signatures":[]}', '{"a":1,"signatures":[]}', false],
    ['a member behind the signatures left out', '{"a":1,"signatures":[],"b":2}', '{"a":1}', false],
    ['signatures that are not its own', nested, '{"a":1,"x":{"b":2}', false],
    ['the text "signatures"', '{"a":", \\"signatures\\":[]}"}', '{"a":"}', false],
    ['a member of another name', '{"a":1,"signature":[]}', '{"a":1}', false],
    ['an array', '[1,"signatures"]', '[1]', false],
    ['no text', text, '', false],
    ['a brace', text, '}', false],
    ['half of a character', '{"a":"ë","signatures":[]}', '{"a":"\u{c3}"}', false],
  ]
  for (const [what, around, inside, is] of rows)
    it(`${what}: ${is}`, () => {
      assert.equal(signsWhatStands(Buffer.from(around), Buffer.from(inside)), is)
      if (!is) return
      const { signatures: _, ...visible } = JSON.parse(around) as JsonObject
      assert.deepEqual(JSON.parse(inside), visible)
    })
})

describe('real signed manifests', { skip: withoutCorpus }, () => {
  const rows = [
    {
      file: 'cimage-v2s1.manifest.json',
      unsigned: 'cimage-v2s1-unsigned.manifest.json',
      digest: 'sha256:7364fea9d84ee548ab67d4c46c6006289800c98de3fbf8c0a97138dfcc23f000',
    },
    {
      file: 'oapi-etcd_test-etcdManifest.json',
      unsigned: 'oapi-etcd_test-etcdManifestNoSignature.json',
      digest: 'sha256:958608f8ecc1dc62c93b6c610f3a834dae4220c9642e6e8b4e0f2b3ad7cbd238',
    },
  ]
  for (const { file, unsigned, digest } of rows)
    it(`${file} covers ${unsigned}`, () => {
      const covered = payloadOf(corpusText(`raw-manifests/${file}`))
      assert.ok(covered !== null)
      assert.equal(digestBytes(covered), digest)
      assert.equal(covered.toString(), corpusText(`raw-manifests/${unsigned}`))
      assert.ok(signsWhatStands(corpusBytes(`raw-manifests/${file}`), covered))
    })

  it('cimage-v2s1-invalid-signatures.manifest.json has none that can be read', () => {
    const text = corpusText('raw-manifests/cimage-v2s1-invalid-signatures.manifest.json')
    const value: unknown = JSON.parse(text)
    assert.ok(isObject(value))
    assert.deepEqual([isSigned(value), signedPayload(Buffer.from(text), value)], [false, null])
  })
})
