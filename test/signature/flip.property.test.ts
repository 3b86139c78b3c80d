import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { judge, keyringOf, nothingTrusted, trustedFacts } from './judged.ts'
import {
  claimsText,
  compressed,
  digest,
  messageAround,
  newKey,
  publicKey,
  rawSignature,
  signedMessage,
  signedParts,
  subpacket,
} from './openpgp-message.ts'

const key = await newKey()
const rsa = await newKey({ type: 'rsa', rsaBits: 2048 })
const keyring = keyringOf(publicKey(key), publicKey(rsa))

const plain = await signedMessage({ key })
const lifetime = subpacket(3, Buffer.from([0, 0, 0x0e, 0x10]), true)
const contents: Readonly<Record<string, Buffer>> = {
  'EdDSA, plain': plain,
  'EdDSA, compressed': compressed(plain),
  'RSA, plain': messageAround(rawSignature({ key: rsa }), rsa),
  'RSA, version 3': messageAround(rawSignature({ key: rsa, version: 3 }), rsa),
  'RSA, ended': messageAround(rawSignature({ key: rsa, hashed: [lifetime] }), rsa),
  'EdDSA, of another image': await signedMessage({ key, text: claimsText().replaceAll('20bf', '30bf') }),
}

const flipped = (content: Buffer, at: number, bit: number): Buffer => {
  const changed = Buffer.from(content)
  changed[at] = (changed[at] ?? 0) ^ (1 << bit)
  return changed
}

const place = (length: number) => fc.tuple(fc.nat(length - 1), fc.nat(7))

suite('one changed bit', () => {
  for (const [what, content] of Object.entries(contents))
    test(`makes nothing better: ${what}`, async () => {
      const before = await judge(content, keyring)
      await fc.assert(
        fc.asyncProperty(place(content.length), async ([at, bit]) => {
          const after = await judge(flipped(content, at, bit), keyring)
          if (after.verdict !== 'verified') {
            assert.equal(after.identityMatches, null)
            return
          }
          // What no signature covers may change, as long as that changes nothing.
          assert.equal(before.verdict, 'verified')
          assert.deepEqual({ ...after, claimedKeyId: null }, { ...before, claimedKeyId: null })
        }),
        { numRuns: 300 },
      )
    })

  test('in what is signed never verifies', async () => {
    const parts = await signedParts({ key })
    const text = Buffer.from(claimsText())
    const start = plain.indexOf(text)
    const signatureStart = plain.indexOf(parts.signature.subarray(0, 6))
    // Version, type, algorithms and the hashed subpackets of the signature.
    const hashedLength = 6 + parts.signature.readUInt16BE(4)
    assert.ok(start > 0 && signatureStart > start)
    const signed = [
      ...Array.from(text, (_, at) => start + at),
      ...Array.from({ length: hashedLength }, (_, at) => signatureStart + at),
    ]
    for (const at of signed) {
      const found = await judge(flipped(plain, at, at % 8), keyring)
      assert.notEqual(found.verdict, 'verified', `byte ${at}`)
      assert.deepEqual(trustedFacts(found), nothingTrusted, `byte ${at}`)
    }
  })

  test('in the image’s digest never verifies', async () => {
    await fc.assert(
      fc.asyncProperty(place(digest.length), async ([at, bit]) => {
        const other = flipped(Buffer.from(digest), at, bit).toString('latin1')
        const found = await judge(plain, keyring, { digest: other })
        assert.deepEqual([found.verdict, found.digestMatches], ['invalid', false])
      }),
      { numRuns: 200 },
    )
  })
})

test('bytes of any kind are a verdict, never an error', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.nat(plain.length - 2),
      async (bytes, at) => {
        for (const content of [bytes, Buffer.concat([plain.subarray(0, at), bytes])])
          assert.notEqual((await judge(content, keyring)).verdict, 'verified')
      },
    ),
    { numRuns: 300 },
  )
})
