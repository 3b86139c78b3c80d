import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { config, enums, type PrivateKey, SignaturePacket, type Subkey, type UserIDPacket } from 'openpgp'
import { judge, keyringOf } from './judged.ts'
import {
  madeAt,
  messageAround,
  newKey,
  packet,
  publicKey,
  rawSignature,
  signedAt,
  signedParts,
} from './openpgp-message.ts'

const { signature: types, reasonForRevocation: reasons, keyFlags } = enums

type KeyPacket = PrivateKey['keyPacket'] | PrivateKey['subkeys'][number]['keyPacket']
type Properties = Partial<Record<keyof SignaturePacket, unknown>>

const rsa = (bits = 2048) => ({ type: 'rsa', rsaBits: bits }) as const
const owner = await newKey({ ...rsa(), subkeys: [{ sign: true }] })
const stranger = await newKey(rsa())

const day = (text: string): Date => new Date(`${text}T00:00:00Z`)
const aSecond = (before: Date): Date => new Date(before.getTime() - 1000)

/** The stranger, who claims to be the owner. */
const forger = Object.assign(Object.create(stranger.keyPacket) as typeof stranger.keyPacket, {
  getKeyID: () => owner.getKeyID(),
  getFingerprintBytes: () => owner.keyPacket.getFingerprintBytes(),
})

/** A statement about keys by one of them, such as no tool would make too. */
const stated = async (
  by: KeyPacket,
  signatureType: enums.signature,
  about: object,
  created: Date,
  properties: Properties = {},
): Promise<SignaturePacket> => {
  const made = Object.assign(new SignaturePacket(), {
    signatureType,
    publicKeyAlgorithm: by.algorithm,
    hashAlgorithm: enums.hash.sha256,
    ...properties,
  })
  type Sign = (key: KeyPacket, data: object, date: Date, detached: boolean, settings: object) => Promise<void>
  // Their salt, a notation, is for hashes alone that are relied on.
  const settings = { ...config, nonDeterministicSignaturesViaNotation: false }
  await (made.sign as unknown as Sign)(by, about, created, false, settings)
  return made
}

/** A public key that openpgp's types let change. */
interface Open {
  readonly users: readonly {
    readonly userID: UserIDPacket
    readonly selfCertifications: SignaturePacket[]
    readonly revocationSignatures: SignaturePacket[]
  }[]
  readonly directSignatures: SignaturePacket[]
  readonly revocationSignatures: SignaturePacket[]
  readonly subkeys: readonly (Subkey & {
    bindingSignatures: SignaturePacket[]
    readonly revocationSignatures: SignaturePacket[]
  })[]
}

const [subkey] = owner.subkeys
assert.ok(subkey)
const primaryPacket = owner.keyPacket
const onKey = { key: primaryPacket }
const onSubkey = { key: primaryPacket, bind: subkey.keyPacket }
const userID = owner.users[0]?.userID
const onUser = { key: primaryPacket, userID }

type Change = (key: Open) => Promise<unknown>
const changed = async (change: Change): Promise<Buffer> => {
  const key = owner.toPublic()
  await change(key as unknown as Open)
  return Buffer.from(key.write())
}

/** A message by the key that a packet holds. */
const signedBy = (keyPacket: KeyPacket, date = signedAt): Buffer => {
  const signer = Object.assign(Object.create(owner) as PrivateKey, {
    keyPacket,
    getKeyID: () => keyPacket.getKeyID(),
  })
  return messageAround(rawSignature({ key: signer, date }), signer)
}
const byPrimary = signedBy(primaryPacket)
const bySubkey = signedBy(subkey.keyPacket)

const certified =
  (created: Date, properties: Properties, by: KeyPacket = primaryPacket): Change =>
  async ({ users: [user] }) =>
    user?.selfCertifications.push(await stated(by, types.certGeneric, onUser, created, properties))

const revokedUser =
  (created: Date, reason: enums.reasonForRevocation): Change =>
  async ({ users: [user] }) =>
    user?.revocationSignatures.push(
      await stated(primaryPacket, types.certRevocation, onUser, created, {
        reasonForRevocationFlag: reason,
        reasonForRevocationString: '',
      }),
    )

const revokedKey =
  (properties: Properties, by: KeyPacket = primaryPacket): Change =>
  async ({ revocationSignatures }) =>
    revocationSignatures.push(await stated(by, types.keyRevocation, onKey, day('2024-09-01'), properties))

const direct =
  (properties: Properties, by: KeyPacket = primaryPacket): Change =>
  async ({ directSignatures }) =>
    directSignatures.push(await stated(by, types.key, onKey, day('2024-02-01'), properties))

const both =
  (...changes: readonly Change[]): Change =>
  async (key) => {
    for (const change of changes) await change(key)
  }

/** A subkey that is bound anew, by these two. */
const bound =
  (by: KeyPacket, agreeing: KeyPacket | null, flags: number): Change =>
  async ({ subkeys: [own] }) => {
    assert.ok(own)
    const embedded =
      agreeing === null
        ? {}
        : { embeddedSignature: await stated(agreeing, types.keyBinding, onSubkey, madeAt) }
    const properties = { keyFlags: new Uint8Array([flags]), ...embedded }
    own.bindingSignatures = [await stated(by, types.subkeyBinding, onSubkey, madeAt, properties)]
  }

const days = (count: number): Properties => ({ keyExpirationTime: count * 86_400, keyNeverExpires: false })
const named: Properties = {
  revocationKeyClass: 0x80,
  revocationKeyAlgorithm: stranger.keyPacket.algorithm,
  revocationKeyFingerprint: stranger.keyPacket.getFingerprintBytes(),
}
const { userIDInvalid, noReason, keyRetired } = reasons

type Row = readonly [what: string, change: Change, content: Buffer, verdict: string]

const userIds: readonly Row[] = [
  ['no longer valid, after it signed', revokedUser(day('2024-09-01'), userIDInvalid), byPrimary, 'verified'],
  ['no longer valid, before it signed', revokedUser(day('2024-04-01'), userIDInvalid), byPrimary, 'revoked'],
  [
    'no longer valid, in the second in which it signed',
    revokedUser(signedAt, userIDInvalid),
    byPrimary,
    'revoked',
  ],
  ['without a reason, after it signed', revokedUser(day('2024-09-01'), noReason), byPrimary, 'revoked'],
  // RFC 9580, section 5.2.1, type 0x30: a revocation should be later. Which of two of one second came last, nobody knows.
  [
    'no longer valid, in the second of its statement',
    revokedUser(madeAt, userIDInvalid),
    byPrimary,
    'revoked',
  ],
  ['without a reason, in the second of its statement', revokedUser(madeAt, noReason), byPrimary, 'revoked'],
  [
    'a second before its statement, which stands',
    revokedUser(aSecond(madeAt), noReason),
    byPrimary,
    'verified',
  ],
  [
    'and stated anew since, by which it stands',
    both(revokedUser(day('2024-02-01'), noReason), certified(day('2024-03-01'), {})),
    byPrimary,
    'verified',
  ],
]

const statements: readonly Row[] = [
  ['as it was made', both(), byPrimary, 'verified'],
  ['shortened', certified(day('2024-02-01'), days(90)), byPrimary, 'expired'],
  ['shortened by a stranger', certified(day('2024-02-01'), days(90), forger), byPrimary, 'verified'],
  [
    'whose latest statement has ended itself',
    certified(day('2024-02-01'), { signatureExpirationTime: 86_400, signatureNeverExpires: false }),
    byPrimary,
    'expired',
  ],
  ['ended by a direct signature', direct(days(90)), byPrimary, 'expired'],
  ['ended by a stranger’s direct signature', direct(days(90), forger), byPrimary, 'verified'],
]

const revocations: readonly Row[] = [
  ['by a stranger', revokedKey({}, forger), byPrimary, 'verified'],
  // A weak hash might be forged, and a revocation that does not count would make the key look better.
  ['over MD5', revokedKey({ hashAlgorithm: enums.hash.md5 }), byPrimary, 'revoked'],
  ['by one whom it does not name', revokedKey({}, stranger.keyPacket), byPrimary, 'verified'],
  ['by nobody, though it names one who may', direct(named), byPrimary, 'verified'],
  [
    'by the one whom a direct signature names',
    both(direct(named), revokedKey({}, stranger.keyPacket)),
    byPrimary,
    'unsupported',
  ],
  [
    'by the one whom a user ID’s statement names',
    both(certified(day('2024-02-01'), named), revokedKey({}, stranger.keyPacket)),
    byPrimary,
    'unsupported',
  ],
  ['by itself, though it names another', both(direct(named), revokedKey({})), byPrimary, 'revoked'],
]

const subkeyRevoked =
  (reason: enums.reasonForRevocation): Change =>
  async ({ subkeys: [own] }) =>
    own?.revocationSignatures.push(
      await stated(primaryPacket, types.subkeyRevocation, onSubkey, day('2024-09-01'), {
        reasonForRevocationFlag: reason,
        reasonForRevocationString: '',
      }),
    )

const { signData, encryptStorage } = keyFlags
const subkeyPacket = subkey.keyPacket
const subkeys: readonly Row[] = [
  ['as it was made', both(), bySubkey, 'verified'],
  ['bound anew', bound(primaryPacket, subkeyPacket, signData), bySubkey, 'verified'],
  ['bound by a stranger', bound(forger, subkeyPacket, signData), bySubkey, 'invalid'],
  ['that does not agree', bound(primaryPacket, null, signData), bySubkey, 'invalid'],
  ['for which a stranger agrees', bound(primaryPacket, forger, signData), bySubkey, 'invalid'],
  ['that is for encryption', bound(primaryPacket, subkeyPacket, encryptStorage), bySubkey, 'invalid'],
  ['that is revoked', subkeyRevoked(noReason), bySubkey, 'revoked'],
  ['that was retired later', subkeyRevoked(keyRetired), bySubkey, 'verified'],
  ['whose primary key is revoked', revokedKey({}), bySubkey, 'revoked'],
  ['that is revoked, where the primary key signed', subkeyRevoked(noReason), byPrimary, 'verified'],
]

for (const [of, rows] of [
  ['a key whose user ID was revoked', userIds],
  ['a key', statements],
  ['a key that was revoked', revocations],
  ['a subkey', subkeys],
] as const)
  suite(`a signature by ${of}`, () => {
    for (const [what, change, content, verdict] of rows)
      test(`${what}: ${verdict}`, async () => {
        const found = await judge(content, keyringOf(await changed(change)))
        assert.equal(found.verdict, verdict, found.because ?? '')
      })
  })

suite('a key that is not relied on', () => {
  // RFC 9580, section 5.2.1, type 0x30: it revokes direct signatures too.
  test('of version 6 whose own statement is revoked: unsupported', async () => {
    const key = await newKey({ type: 'curve25519', config: { v6Keys: true } })
    const made = await signedParts({ key })
    const own = Buffer.concat([packet(2, made.signature), packet(11, made.literal)])
    const written = (change: (open: Open) => unknown): Buffer => {
      const open = key.toPublic()
      change(open as unknown as Open)
      return Buffer.from(open.write())
    }
    assert.equal((await judge(own, keyringOf(written(() => null)))).verdict, 'verified')
    const about = { key: key.keyPacket, userID: key.users[0]?.userID }
    const revocation = await stated(key.keyPacket, types.certRevocation, about, day('2024-02-01'), {
      version: 6,
      reasonForRevocationFlag: noReason,
      reasonForRevocationString: '',
    })
    const found = await judge(
      own,
      keyringOf(written(({ directSignatures }) => directSignatures.push(revocation))),
    )
    assert.equal(found.verdict, 'unsupported')
    assert.match(found.because ?? '', /revocation of what it says of itself/)
  })

  const weak = { config: { minRSABits: 1024 } }
  for (const [what, primary, sub] of [
    ['a subkey of 1024 bits', 2048, 1024],
    ['a strong subkey of a primary key of 1024 bits', 1024, 2048],
  ] as const)
    test(`${what}: unsupported`, async () => {
      const key = await newKey({ ...rsa(primary), subkeys: [{ ...rsa(sub), sign: true }], ...weak })
      const [own] = key.subkeys
      assert.ok(own)
      const found = await judge(signedBy(own.keyPacket), keyringOf(publicKey(key)))
      assert.equal(found.verdict, 'unsupported')
      assert.match(found.because ?? '', /RSA key has only 1024 bits/)
    })
})
