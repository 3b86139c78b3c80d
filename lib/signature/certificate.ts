import type { AnyKeyPacket, Key, SignaturePacket as PgpSignature, Subkey } from 'openpgp'
import { config, enums, readKey, SignaturePacket } from 'openpgp'
import type { KeyHistory, Revocation, SelfSignature } from './key-history.ts'
import type { SignedMessage } from './message.ts'
import { verifyVersion3 } from './version3.ts'

/** One key of a certificate that may have made a signature. */
export interface SigningKey {
  /** Upper-case hex, 64 bits. */
  readonly id: string
  readonly history: KeyHistory
  /** Whether the signature over the text was made with this key: mathematics alone. */
  verify(message: SignedMessage): Promise<boolean>
  /** Why no signature by it can be relied on, or null. */
  readonly problem: string | null
}

/** A primary key and the keys that it vouches for, all of their statements verified once. */
export interface Certificate {
  /** Upper-case hex. */
  readonly fingerprint: string
  readonly primary: SigningKey
  readonly subkeys: readonly SigningKey[]
}

/** Statements and revocations count whatever they were hashed with: dropping one could make a key look better. */
const lenient = { ...config, rejectHashAlgorithms: new Set<enums.hash>() }

/** No time is given: when a signature counts is judged by the key's history, not here. */
const verifies = async (
  signature: PgpSignature,
  key: AnyKeyPacket,
  type: enums.signature,
  data: object,
  settings = config,
): Promise<boolean> => {
  try {
    await signature.verify(key, type, data, null as unknown as Date, true, settings)
    return true
  } catch {
    return false
  }
}

const millis = (time: Date | number): number => (typeof time === 'number' ? time : time.getTime())

const softReasons: ReadonlySet<number | null> = new Set([
  enums.reasonForRevocation.keySuperseded,
  enums.reasonForRevocation.keyRetired,
  enums.reasonForRevocation.userIDInvalid,
])

const revocationsIn = async (
  signatures: readonly PgpSignature[],
  primary: AnyKeyPacket,
  type: enums.signature,
  data: object,
): Promise<Revocation[]> => {
  const found: Revocation[] = []
  for (const signature of signatures)
    if (await verifies(signature, primary, type, data, lenient))
      found.push({
        created: millis(signature.created ?? 0),
        always: !softReasons.has(signature.reasonForRevocationFlag),
      })
  return found
}

/** From when on a statement made at `created` is revoked; a statement after the revocation stands. */
const revokedFrom = (created: number, revocations: readonly Revocation[]): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...revocations
      .filter((revocation) => revocation.created >= created)
      .map((revocation) => (revocation.always ? Number.NEGATIVE_INFINITY : revocation.created)),
  )

/** Without key flags a key may do what its algorithm can. */
const maySign = ({ keyFlags }: PgpSignature): boolean =>
  keyFlags === null || ((keyFlags[0] ?? 0) & enums.keyFlags.signData) !== 0

const statement = (
  signature: PgpSignature,
  key: AnyKeyPacket,
  more: Partial<SelfSignature> = {},
): SelfSignature => ({
  created: millis(signature.created ?? 0),
  ends: millis(signature.getExpirationTime()),
  keyEnds:
    signature.keyNeverExpires === false
      ? key.created.getTime() + (signature.keyExpirationTime ?? 0) * 1000
      : Number.POSITIVE_INFINITY,
  maySign: maySign(signature),
  revokedFrom: Number.POSITIVE_INFINITY,
  ...more,
})

/** Signatures of the primary key on itself, which openpgp's types leave out. */
const directSignatures = (key: Key): readonly PgpSignature[] =>
  (key as unknown as { readonly directSignatures: PgpSignature[] }).directSignatures

const primaryHistory = async (key: Key): Promise<KeyHistory> => {
  const { keyPacket } = key
  const onKey = { key: keyPacket }
  const selfSignatures: SelfSignature[] = []
  for (const user of key.users) {
    if (user.userID === null) continue
    const data = { ...onKey, userID: user.userID }
    const { certRevocation, certGeneric } = enums.signature
    const revocations = await revocationsIn(user.revocationSignatures, keyPacket, certRevocation, data)
    for (const signature of user.selfCertifications)
      if (await verifies(signature, keyPacket, certGeneric, data))
        selfSignatures.push(
          statement(signature, keyPacket, {
            revokedFrom: revokedFrom(millis(signature.created ?? 0), revocations),
          }),
        )
  }
  const direct: SelfSignature[] = []
  for (const signature of directSignatures(key))
    if (await verifies(signature, keyPacket, enums.signature.key, onKey))
      direct.push(statement(signature, keyPacket))
  return {
    created: keyPacket.created.getTime(),
    // Version 6 keys need no user ID.
    selfSignatures: keyPacket.version === 6 ? direct : selfSignatures,
    limits: keyPacket.version === 6 ? [] : direct,
    revocations: await revocationsIn(
      key.revocationSignatures,
      keyPacket,
      enums.signature.keyRevocation,
      onKey,
    ),
  }
}

const subkeyHistory = async (key: Key, subkey: Subkey): Promise<KeyHistory> => {
  const data = { key: key.keyPacket, bind: subkey.keyPacket }
  const { subkeyBinding, subkeyRevocation, keyBinding } = enums.signature
  const selfSignatures: SelfSignature[] = []
  for (const signature of subkey.bindingSignatures) {
    if (!(await verifies(signature, key.keyPacket, subkeyBinding, data))) continue
    const { embeddedSignature } = signature
    // A key that signs must agree to belong to this primary key: else anyone could claim it.
    const agrees =
      embeddedSignature !== null && (await verifies(embeddedSignature, subkey.keyPacket, keyBinding, data))
    selfSignatures.push(statement(signature, subkey.keyPacket, { maySign: agrees && maySign(signature) }))
  }
  return {
    created: subkey.keyPacket.created.getTime(),
    selfSignatures,
    limits: [],
    revocations: await revocationsIn(subkey.revocationSignatures, key.keyPacket, subkeyRevocation, data),
  }
}

const verifyMessage = async (packet: AnyKeyPacket, { text, signature }: SignedMessage): Promise<boolean> => {
  if (signature.version === 3) return verifyVersion3(packet, { text, signature })
  const read = new SignaturePacket()
  try {
    read.read(signature.body)
  } catch {
    return false
  }
  // The same bytes, read by two readers: what they disagree on is not relied on.
  if (millis(read.created ?? 0) !== signature.created) return false
  if ((read.signatureExpirationTime ?? 0) !== signature.lifetime) return false
  return verifies(read, packet, enums.signature.binary, { text: null, getBytes: () => text })
}

/** Curves that are relied on, by openpgp's names; Node's openpgp calculates no others. */
const curves: ReadonlySet<string> = new Set([
  enums.curve.nistP256,
  enums.curve.nistP384,
  enums.curve.nistP521,
  enums.curve.ed25519Legacy,
])

/** Fewer bits than this are within reach of whoever pays for them. */
const leastRsaBits = 2047

const weakness = (packet: AnyKeyPacket): string | null => {
  const { algorithm, bits, curve } = packet.getAlgorithmInfo()
  if (config.rejectPublicKeyAlgorithms.has(packet.algorithm))
    return `its key is of the algorithm ${algorithm}`
  if (bits !== undefined && bits < leastRsaBits) return `its RSA key has only ${bits} bits`
  return curve !== undefined && !curves.has(curve) ? `its key is on the curve ${curve}` : null
}

/** A key may name others that may revoke it; whether they did is not checked here. */
const foreignRevocation = (key: Key): string | null => {
  const named = [
    ...directSignatures(key),
    ...key.users.flatMap(({ selfCertifications }) => selfCertifications),
  ]
  if (named.every(({ revocationKeyClass }) => revocationKeyClass === null)) return null
  const isForeign = key.revocationSignatures.some(({ issuerKeyID }) => !issuerKeyID.equals(key.getKeyID()))
  return isForeign ? 'its key was revoked by another key that it names' : null
}

/** Version 6 keys speak by direct signatures. A revocation of one stands beside them, and openpgp verifies none. */
const directRevocation = (key: Key): string | null =>
  key.keyPacket.version === 6 &&
  directSignatures(key).some(({ signatureType }) => signatureType === enums.signature.certRevocation)
    ? 'its key holds a revocation of what it says of itself, which is not checked'
    : null

const hex = (text: string): string => text.toUpperCase()

/**
 * Reads one certificate and verifies every statement in it, by the primary key.
 * @throws Error where openpgp cannot read it
 */
export const readCertificate = async (bytes: Uint8Array): Promise<Certificate> => {
  const key = await readKey({ binaryKey: bytes })
  const problem = foreignRevocation(key) ?? directRevocation(key) ?? weakness(key.keyPacket)
  const subkeys: SigningKey[] = []
  for (const subkey of key.subkeys)
    subkeys.push({
      id: hex(subkey.getKeyID().toHex()),
      history: await subkeyHistory(key, subkey),
      verify: (message) => verifyMessage(subkey.keyPacket, message),
      problem: problem ?? weakness(subkey.keyPacket),
    })
  return {
    fingerprint: hex(key.getFingerprint()),
    primary: {
      id: hex(key.getKeyID().toHex()),
      history: await primaryHistory(key),
      verify: (message) => verifyMessage(key.keyPacket, message),
      problem,
    },
    subkeys,
  }
}
