import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { enums, generateKey, revokeKey } from 'openpgp'
import { judge, keyringOf, nothingTrusted, trustedFacts } from './judged.ts'
import {
  claimsText,
  compressed,
  literal,
  messageAround,
  newKey,
  oldPacket,
  onePass,
  packet,
  partialPacket,
  publicKey,
  rawSignature,
  signedAt,
  signedMessage,
  signedParts,
  subpacket,
} from './openpgp-message.ts'

const key = await newKey()
const other = await newKey()
const rsa = await newKey({ type: 'rsa', rsaBits: 2048 })
const keyring = keyringOf(publicKey(key), publicKey(rsa))
const message = await signedMessage({ key })
const parts = await signedParts({ key })
const [onePassPacket, literalPacket, signaturePacket] = [
  packet(4, parts.onePass),
  packet(11, parts.literal),
  packet(2, parts.signature),
]
const plain = Buffer.concat([onePassPacket, literalPacket, signaturePacket])
const rsaId = Buffer.from(rsa.getKeyID().toHex(), 'hex')
const idOf = (of: typeof key): string => of.getKeyID().toHex().toUpperCase()

suite('a good signature is verified', () => {
  const long = claimsText({}, { optional: { padding: 'x'.repeat(3000) } })
  const forms: Readonly<Record<string, Buffer | Promise<Buffer>>> = {
    plain,
    'compressed as ZIP': compressed(plain, 1),
    'compressed as ZLIB': compressed(plain, 2),
    'wrapped without compression': compressed(plain, 0),
    'with headers of the old format': Buffer.concat([
      oldPacket(4, parts.onePass),
      oldPacket(11, parts.literal),
      oldPacket(2, parts.signature),
    ]),
    'with its signature first': Buffer.concat([signaturePacket, literalPacket]),
    'with its text in parts': signedParts({ key, text: long }).then((made) =>
      Buffer.concat([packet(4, made.onePass), partialPacket(11, made.literal), packet(2, made.signature)]),
    ),
    'with SHA-512': signedMessage({ key, hash: enums.hash.sha512 }),
    'by RSA': signedMessage({ key: rsa }),
    'by RSA, version 3': messageAround(rawSignature({ key: rsa, version: 3 }), rsa),
  }
  for (const [form, content] of Object.entries(forms))
    test(form, async () => {
      const found = await judge(await content, keyring)
      const signer = form.includes('RSA') ? rsa : key
      assert.deepEqual([found.verdict, found.because], ['verified', null])
      assert.equal(found.keyId, idOf(signer))
      assert.equal(found.keyFingerprint, signer.getFingerprint().toUpperCase())
      assert.deepEqual([found.digestMatches, found.identityMatches], [true, true])
    })

  for (const curve of ['nistP256', 'nistP521'] as const)
    test(`by ECDSA on ${curve}`, async () => {
      const ecdsa = await newKey({ type: 'ecc', curve })
      const found = await judge(await signedMessage({ key: ecdsa }), keyringOf(publicKey(ecdsa)))
      assert.equal(found.verdict, 'verified', found.because ?? '')
    })

  for (const type of ['curve25519', 'curve448'] as const)
    test(`by a key of version 6: ${type}`, async () => {
      const v6 = await newKey({ type, config: { v6Keys: true } })
      const made = await signedParts({ key: v6 })
      const content = Buffer.concat([packet(2, made.signature), packet(11, made.literal)])
      const found = await judge(content, keyringOf(publicKey(v6)))
      assert.equal(found.verdict, 'verified', found.because ?? '')
      assert.equal(found.keyId, idOf(v6))
    })

  test('by a subkey, which counts as its primary key', async () => {
    const owner = await newKey({ subkeys: [{ sign: true }] })
    const made = await signedParts({ key: owner })
    assert.notEqual(made.keyId.toString('hex'), owner.getKeyID().toHex())
    const found = await judge(await signedMessage({ key: owner }), keyringOf(publicKey(owner)))
    assert.deepEqual([found.verdict, found.keyId], ['verified', idOf(owner)])
    assert.equal(found.claimedKeyId, made.keyId.toString('hex').toUpperCase())
  })
})

const twoSignatures = async () => {
  const made = await signedParts({ key: other })
  return Buffer.concat([
    packet(4, onePass(made.signature, made.keyId, 0)),
    onePassPacket,
    literalPacket,
    signaturePacket,
    packet(2, made.signature),
  ])
}

const bomb = deflateRawSync(Buffer.alloc(64 * 2 ** 20))

/** What is no message with one text and one signature, whatever keys there are. */
const malformed: Readonly<Record<string, Buffer | Promise<Buffer>>> = {
  'no bytes': Buffer.alloc(0),
  'a text': Buffer.from('no OpenPGP message'),
  'an armored message': Buffer.from('-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n'),
  'a text without a signature': literalPacket,
  'a signature without a text': Buffer.concat([onePassPacket, signaturePacket]),
  'a signature alone': signaturePacket,
  'a signature that is not announced': Buffer.concat([literalPacket, signaturePacket]),
  'an announcement without its signature': Buffer.concat([onePassPacket, literalPacket]),
  'two signatures': twoSignatures(),
  'the same signature twice': Buffer.concat([plain, signaturePacket]),
  'two texts': Buffer.concat([onePassPacket, literalPacket, packet(11, literal('{}')), signaturePacket]),
  'another text before it': Buffer.concat([packet(11, literal(claimsText())), plain]),
  'another text behind it': Buffer.concat([plain, packet(11, literal(claimsText()))]),
  'bytes behind it': Buffer.concat([plain, Buffer.from([0])]),
  'a user ID behind it': Buffer.concat([plain, packet(13, Buffer.from('Eve'))]),
  'a packet behind its compressed part': Buffer.concat([
    packet(8, compressed(plain, 1).subarray(1)),
    packet(11, literal('{}')),
  ]),
  'compressed twice': compressed(compressed(plain)),
  'a compressed text inside': Buffer.concat([onePassPacket, compressed(literalPacket), signaturePacket]),
  'a compression bomb': Buffer.concat([Buffer.from([0xa3, 1]), bomb]),
  'damaged compression': Buffer.concat([Buffer.from([0xa3, 1]), Buffer.from('damaged')]),
  'cut short': plain.subarray(0, -1),
  'a length beyond the end': Buffer.from([0xcb, 0xff, 0xff, 0xff, 0xff, 0xff]),
  'a signature in parts': Buffer.concat([
    onePassPacket,
    literalPacket,
    partialPacket(2, Buffer.concat([parts.signature, Buffer.alloc(600)])),
  ]),
  'a signature without an end': Buffer.concat([
    onePassPacket,
    literalPacket,
    Buffer.from([0x8b]),
    parts.signature,
  ]),
  'an encrypted message': packet(18, Buffer.alloc(40, 1)),
  'an announcement of another type': Buffer.concat([
    packet(4, Buffer.from(parts.onePass).fill(1, 1, 2)),
    literalPacket,
    signaturePacket,
  ]),
  'an announcement of another key': Buffer.concat([
    packet(4, Buffer.from(parts.onePass).fill(0, 4, 12)),
    literalPacket,
    signaturePacket,
  ]),
  'an announcement of one more signature': Buffer.concat([
    packet(4, Buffer.from(parts.onePass).fill(0, 12)),
    literalPacket,
    signaturePacket,
  ]),
}

suite('what is not one signed text is malformed', () => {
  for (const [what, content] of Object.entries(malformed))
    test(what, async () => {
      const found = await judge(await content, keyring)
      assert.equal(found.verdict, 'malformed')
      assert.deepEqual(trustedFacts(found), nothingTrusted)
      assert.deepEqual([found.claimedDigest, found.claimedIdentity], [null, null])
    })

  test('the limit that a bomb hits is named', async () => {
    const found = await judge((await malformed['a compression bomb']) ?? Buffer.alloc(0), keyring)
    assert.match(found.because ?? '', /1048576 bytes \(limit signatureBytes/)
  })
})

const around = (options: Partial<Parameters<typeof rawSignature>[0]>) =>
  messageAround(rawSignature({ key: rsa, ...options }), rsa)
const notation = Buffer.concat([Buffer.from([0x80, 0, 0, 0, 0, 3, 0, 1]), Buffer.from('a@b1')])

/** Signatures whose mathematics is right, and which are not relied on. */
const unsupported: Readonly<Record<string, Buffer>> = {
  'over SHA-1': around({ hash: 2 }),
  'over MD5': around({ hash: 1 }),
  'over SHA-1, version 3': around({ version: 3, hash: 2 }),
  'over the text apart from its line ends': around({ type: 1 }),
  'of a type for no text': around({ type: 0x10 }),
  'with an unknown critical subpacket': around({ hashed: [subpacket(100, Buffer.from([1]), true)] }),
  'with a critical notation': around({ hashed: [subpacket(20, notation, true)] }),
  'of version 5': messageAround(
    Buffer.concat([Buffer.from([5]), rawSignature({ key: rsa }).subarray(1)]),
    rsa,
  ),
  'by DSA': messageAround(Buffer.from(rawSignature({ key: rsa })).fill(17, 2, 3), rsa),
  'compressed as BZip2': Buffer.concat([Buffer.from([0xa3, 3]), Buffer.from('BZh9')]),
}

suite('what is not relied on is unsupported, and said so', () => {
  for (const [what, content] of Object.entries(unsupported))
    test(what, async () => {
      const found = await judge(content, keyring)
      assert.equal(found.verdict, 'unsupported', found.because ?? '')
      assert.notEqual(found.because, null)
      assert.deepEqual(trustedFacts(found), nothingTrusted)
    })

  test('by an RSA key of 1024 bits', async () => {
    const weak = await newKey({ type: 'rsa', rsaBits: 1024, config: { minRSABits: 1024 } })
    const content = messageAround(rawSignature({ key: weak }), weak)
    const found = await judge(content, keyringOf(publicKey(weak)))
    assert.equal(found.verdict, 'unsupported')
    assert.match(found.because ?? '', /1024 bits/)
  })
})

suite('subpackets that change nothing', () => {
  const harmless: Readonly<Record<string, Buffer>> = {
    'a notation': around({ hashed: [subpacket(20, notation)] }),
    'an unknown one': around({ hashed: [subpacket(100, Buffer.from([1]))] }),
    'an unknown critical one that is not signed': around({
      unhashed: [subpacket(16, rsaId), subpacket(100, Buffer.from([1]), true)],
    }),
    'a lifetime that is not signed': around({
      unhashed: [subpacket(16, rsaId), subpacket(3, Buffer.from([0, 0, 0, 1]))],
    }),
  }
  for (const [what, content] of Object.entries(harmless))
    test(what, async () => {
      const found = await judge(content, keyring)
      assert.deepEqual([found.verdict, found.expires], ['verified', null], found.because ?? '')
    })
})

suite('a signature without a time, or with two, is malformed', () => {
  const time = Buffer.from([0x66, 0, 0, 0])
  test('two', async () =>
    assert.equal((await judge(around({ hashed: [subpacket(2, time)] }), keyring)).verdict, 'malformed'))
  test('one that is not signed', async () => {
    const body = rawSignature({ key: rsa })
    // The type of the only signed subpacket: another one.
    body[7] = 100
    assert.equal((await judge(messageAround(body, rsa), keyring)).verdict, 'malformed')
  })
})

suite('a lifetime', () => {
  const content = around({ hashed: [subpacket(3, Buffer.from([0, 0, 0x0e, 0x10]), true)] })
  const end = signedAt.getTime() + 3_600_000
  for (const [at, verdict] of [
    [end - 1, 'verified'],
    [end, 'expired'],
  ] as const)
    test(`${at - end} ms from its end: ${verdict}`, async () => {
      const found = await judge(content, keyring, { at: new Date(at) })
      assert.equal(found.verdict, verdict)
      assert.equal(found.expires, new Date(end).toISOString())
      assert.equal(found.digestMatches, verdict === 'verified' ? true : null)
    })

  test('of zero never ends', async () => {
    const endless = around({ hashed: [subpacket(3, Buffer.alloc(4))] })
    const found = await judge(endless, keyring, { at: new Date('2100-01-01T00:00:00Z') })
    assert.deepEqual([found.verdict, found.expires], ['verified', null])
  })

  test('of an unknown signer is not told: nobody vouches for it', async () => {
    const found = await judge(content, keyringOf(publicKey(other)))
    assert.deepEqual([found.verdict, found.expires], ['unknown-key', null])
  })
})

suite('claims of a good signature', () => {
  const rows: readonly [what: string, text: string | Uint8Array, verdict: string][] = [
    [
      'another digest',
      claimsText({ image: { 'docker-manifest-digest': `sha256:${'0'.repeat(64)}` } }),
      'invalid',
    ],
    ['a digest in capitals', claimsText().replace('sha256:20bf', 'SHA256:20bf'), 'invalid'],
    ['a digest with a space', claimsText().replace('sha256:20bf', ' sha256:20bf'), 'invalid'],
    ['no text', '', 'malformed'],
    ['no JSON', 'This is not JSON\n', 'malformed'],
    ['invalid UTF-8', Buffer.from(claimsText().replace('test', 't\u00e9st'), 'latin1'), 'malformed'],
    ['a byte-order mark', `\ufeff${claimsText()}`, 'malformed'],
    [
      'the digest twice',
      claimsText().replace('"image":{', '"image":{"docker-manifest-digest":"x",'),
      'malformed',
    ],
    ['critical twice', claimsText().replace('{"critical"', '{"critical":{},"critical"'), 'malformed'],
    [
      'a member twice below optional',
      claimsText({}, { optional: {} }).replace('{}', '{"a":1,"a":1}'),
      'malformed',
    ],
    [
      'an escaped second digest',
      claimsText().replace('"image":{', '"image":{"docker-manifest-diges\\u0074":"x",'),
      'malformed',
    ],
    ['a member too many', claimsText({ more: 1 }), 'malformed'],
    ['a member too many at the top', claimsText({}, { more: 1 }), 'malformed'],
    ['a member too few', claimsText({ identity: undefined }), 'malformed'],
    ['no optional', claimsText({}, { optional: undefined }), 'malformed'],
    ['Critical', claimsText().replace('"critical"', '"Critical"'), 'malformed'],
    ['another type', claimsText({ type: 'cosign container image signature' }), 'malformed'],
    ['a digest that is no text', claimsText({ image: { 'docker-manifest-digest': null } }), 'malformed'],
    ['a timestamp in parts', claimsText({}, { optional: { timestamp: 1.5 } }), 'malformed'],
    ['a creator that is no text', claimsText({}, { optional: { creator: 1 } }), 'malformed'],
    ['text behind it', `${claimsText()}{}`, 'malformed'],
    ['only white space around it', ` ${claimsText()}\n`, 'verified'],
    ['anything else below optional', claimsText({}, { optional: { a: [null] } }), 'verified'],
  ]
  for (const [what, text, verdict] of rows)
    test(`${what}: ${verdict}`, async () => {
      const found = await judge(await signedMessage({ key, text }), keyring)
      assert.equal(found.verdict, verdict, found.because ?? '')
      if (verdict === 'malformed') assert.deepEqual(trustedFacts(found), nothingTrusted)
      if (verdict === 'invalid') assert.equal(found.digestMatches, false)
    })
})

suite('keys', () => {
  test('one that is not among those given: the signature names it, and that is all', async () => {
    const found = await judge(message, keyringOf(publicKey(other)))
    assert.deepEqual([found.verdict, found.claimedKeyId], ['unknown-key', idOf(key)])
    assert.deepEqual(trustedFacts(found), nothingTrusted)
  })

  test('a signature that names a given key and is by another is invalid', async () => {
    const made = await signedParts({ key: other })
    const forged = Buffer.from(made.signature)
    const own = Buffer.from(other.getKeyID().toHex(), 'hex')
    const named = Buffer.from(key.getKeyID().toHex(), 'hex')
    for (let at = forged.indexOf(own); at >= 0; at = forged.indexOf(own)) named.copy(forged, at)
    const content = Buffer.concat([
      packet(4, onePass(forged, named)),
      packet(11, made.literal),
      packet(2, forged),
    ])
    const found = await judge(content, keyring)
    assert.equal(found.verdict, 'invalid')
    assert.deepEqual(trustedFacts(found), nothingTrusted)
  })

  test('two of one ID are both tried', async () => {
    const [one, two] = [publicKey(rsa), publicKey(rsa)]
    const found = await judge(around({}), keyringOf(one, two))
    assert.equal(found.verdict, 'verified')
  })

  test('a key that may not sign makes no valid signature', async () => {
    const { privateKey } = await generateKey({
      type: 'rsa',
      rsaBits: 2048,
      userIDs: [{ name: 'Ada' }],
      date: new Date('2024-01-01T00:00:00Z'),
      subkeys: [{ sign: false }],
      format: 'object',
    })
    const [subkey] = privateKey.subkeys
    assert.ok(subkey)
    const encrypting = Object.assign(Object.create(privateKey) as typeof privateKey, {
      keyPacket: subkey.keyPacket,
      getKeyID: () => subkey.getKeyID(),
    })
    const content = messageAround(rawSignature({ key: encrypting }), encrypting)
    const found = await judge(content, keyringOf(publicKey(privateKey)))
    assert.deepEqual([found.verdict, found.because], ['invalid', 'the key that made it may not sign'])
  })

  test('a signature from before its key is invalid', async () => {
    const content = around({ date: new Date('2023-01-01T00:00:00Z') })
    assert.equal((await judge(content, keyring)).verdict, 'invalid')
  })

  for (const [until, verdict] of [
    [90 * 86_400, 'expired'],
    [365 * 86_400, 'verified'],
  ] as const)
    test(`a key that ends ${until / 86_400} days after it was made: ${verdict}`, async () => {
      const mortal = await newKey({ type: 'rsa', rsaBits: 2048, keyExpirationTime: until })
      const content = messageAround(rawSignature({ key: mortal }), mortal)
      // The time of the report does not count: the key was good when it signed, or was not.
      const found = await judge(content, keyringOf(publicKey(mortal)), {
        at: new Date('2100-01-01T00:00:00Z'),
      })
      assert.deepEqual([found.verdict, found.expires], [verdict, null])
    })

  const revoked = async (flag: enums.reasonForRevocation, date: string) => {
    const made = await revokeKey({
      key: rsa,
      reasonForRevocation: { flag },
      date: new Date(date),
      format: 'object',
    })
    return Buffer.from(made.publicKey.write())
  }
  const { keyCompromised, noReason, keyRetired, keySuperseded } = enums.reasonForRevocation
  for (const [what, flag, date, verdict] of [
    ['compromised later', keyCompromised, '2024-09-01', 'revoked'],
    ['revoked later without a reason', noReason, '2024-09-01', 'revoked'],
    ['retired later', keyRetired, '2024-09-01', 'verified'],
    ['superseded later', keySuperseded, '2024-09-01', 'verified'],
    ['retired before', keyRetired, '2024-04-01', 'revoked'],
    ['compromised before', keyCompromised, '2024-04-01', 'revoked'],
  ] as const)
    test(`${what}: ${verdict}`, async () => {
      const found = await judge(around({}), keyringOf(await revoked(flag, date)))
      assert.equal(found.verdict, verdict, found.because ?? '')
      assert.equal(found.digestMatches, verdict === 'verified' ? true : null)
    })

  test('a revocation in one copy of a key counts for all, in any order', async () => {
    const copy = await revoked(keyCompromised, '2024-09-01')
    for (const files of [
      [publicKey(rsa), copy],
      [copy, publicKey(rsa)],
    ])
      assert.equal((await judge(around({}), keyringOf(...files))).verdict, 'revoked')
  })

  test('what was asked first does not change what is found later', async () => {
    const ring = keyringOf(await revoked(keyRetired, '2024-09-01'))
    const before = around({})
    const after = around({ date: new Date('2024-10-01T00:00:00Z') })
    const verdicts = []
    for (const content of [before, after, before]) verdicts.push((await judge(content, ring)).verdict)
    assert.deepEqual(verdicts, ['verified', 'revoked', 'verified'])
  })
})

suite('the image', () => {
  test('without a digest nothing is verified', async () => {
    const found = await judge(message, keyring, { digest: null })
    assert.deepEqual([found.verdict, found.digestMatches], ['not-checked', null])
  })

  test('another reference leaves it verified, and says so', async () => {
    const found = await judge(message, keyring, { identity: 'registry.example.com/shop/other:1' })
    assert.deepEqual([found.verdict, found.identityMatches], ['verified', false])
  })

  test('without a reference that is open', async () => {
    const found = await judge(message, keyring, { identity: null })
    assert.deepEqual([found.verdict, found.identityMatches], ['verified', null])
  })
})
