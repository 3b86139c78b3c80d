import { createHash, createPrivateKey, sign as signBytes } from 'node:crypto'
import { deflateRawSync, deflateSync } from 'node:zlib'
import { createMessage, type enums, generateKey, type PrivateKey, sign } from 'openpgp'

export const digest = `sha256:${'20bf21ed'.repeat(8)}`
export const identity = 'registry.example.com/shop/frontend:2.31'

/** The text of a simple signing message, with what is changed in it. */
export const claimsText = (critical: object = {}, more: object = {}): string =>
  JSON.stringify({
    critical: {
      identity: { 'docker-reference': identity },
      image: { 'docker-manifest-digest': digest },
      type: 'atomic container signature',
      ...critical,
    },
    optional: { creator: 'test', timestamp: 1_700_000_000 },
    ...more,
  })

export const signedAt: Date = new Date('2024-05-01T12:00:00Z')
export const madeAt: Date = new Date('2024-01-01T00:00:00Z')

export type KeyType = 'curve25519' | 'ecc' | 'rsa' | 'curve448'

export const newKey = async (
  options: Partial<Parameters<typeof generateKey>[0]> = {},
): Promise<PrivateKey> => {
  const { privateKey } = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: 'Ada Example', email: 'ada@example.com' }],
    date: madeAt,
    ...options,
    format: 'object',
  })
  return privateKey
}

/** One packet with a header of the new format, its length in as few octets as there are. */
export const packet = (tag: number, body: Uint8Array): Buffer => {
  const { length } = body
  const head =
    length < 192
      ? [length]
      : length < 8384
        ? [((length - 192) >> 8) + 192, (length - 192) & 0xff]
        : [255, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]
  return Buffer.concat([Buffer.from([0xc0 | tag, ...head]), body])
}

/** The same with a header of the old format and a length of two octets. */
export const oldPacket = (tag: number, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0x81 | (tag << 2), body.length >> 8, body.length & 0xff]), body])

/** A packet in parts of 512 bytes. */
export const partialPacket = (tag: number, body: Uint8Array): Buffer => {
  const parts: Buffer[] = [Buffer.from([0xc0 | tag])]
  let at = 0
  for (; body.length - at >= 512; at += 512)
    parts.push(Buffer.from([0xe9]), Buffer.from(body.subarray(at, at + 512)))
  const rest = packet(tag, body.subarray(at)).subarray(1)
  return Buffer.concat([...parts, rest])
}

export const literal = (text: Uint8Array | string, format = 'b'): Buffer =>
  Buffer.concat([Buffer.from(`${format}\u0000`), Buffer.alloc(4), Buffer.from(text)])

export const compressed = (bytes: Uint8Array, algorithm = 1): Buffer => {
  const body = algorithm === 0 ? bytes : algorithm === 1 ? deflateRawSync(bytes) : deflateSync(bytes)
  return Buffer.concat([Buffer.from([0xa3, algorithm]), body])
}

/** The body of the one-pass packet that announces a signature. */
export const onePass = (signature: Uint8Array, keyId: Uint8Array, last = 1): Buffer =>
  Buffer.from([3, signature[1] ?? 0, signature[3] ?? 0, signature[2] ?? 0, ...keyId, last])

export interface Signing {
  readonly key: PrivateKey
  readonly text?: string | Uint8Array
  readonly date?: Date
  /** Seconds that the signature counts for. */
  readonly lifetime?: number
  readonly hash?: enums.hash
}

const idOf = (key: PrivateKey, keyId?: string): Buffer => Buffer.from(keyId ?? key.getKeyID().toHex(), 'hex')

/** The packets of a signed message: one-pass packet, text and signature, as their bodies. */
export const signedParts = async ({ key, text = claimsText(), date = signedAt, hash }: Signing) => {
  const binary = typeof text === 'string' ? Buffer.from(text) : text
  const detached = await sign({
    message: await createMessage({ binary }),
    signingKeys: key,
    detached: true,
    format: 'object',
    date,
    config: hash === undefined ? {} : { preferredHashAlgorithm: hash },
  })
  const [made] = (
    detached as unknown as { packets: { write(): Uint8Array; issuerKeyID: { toHex(): string } }[] }
  ).packets
  const signature = Buffer.from(made?.write() ?? [])
  const keyId = idOf(key, made?.issuerKeyID.toHex())
  return { onePass: onePass(signature, keyId), literal: literal(binary), signature, keyId }
}

/** A signed message, not compressed. */
export const signedMessage = async (signing: Signing): Promise<Buffer> => {
  const parts = await signedParts(signing)
  return Buffer.concat([packet(4, parts.onePass), packet(11, parts.literal), packet(2, parts.signature)])
}

/** A number as OpenPGP writes it. */
const multiprecision = (bytes: Buffer): Buffer => {
  const from = bytes.findIndex((byte) => byte !== 0)
  const trimmed = bytes.subarray(from)
  const bits = trimmed.length * 8 - Math.clz32(trimmed[0] ?? 0) + 24
  return Buffer.concat([Buffer.from([bits >> 8, bits & 0xff]), trimmed])
}

/** A subpacket; `critical` sets its first bit. */
export const subpacket = (type: number, body: Uint8Array, critical = false): Buffer =>
  Buffer.from([body.length + 1, type | (critical ? 0x80 : 0), ...body])

const seconds = (time: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(time)
  return bytes
}

const hashNames = { 1: 'md5', 2: 'sha1', 8: 'sha256', 10: 'sha512' } as const

interface RawSigning {
  readonly key: PrivateKey
  readonly version?: 3 | 4
  readonly text?: string
  readonly type?: number
  readonly hash?: keyof typeof hashNames
  readonly date?: Date
  /** Subpackets beside the time. */
  readonly hashed?: readonly Buffer[]
  readonly unhashed?: readonly Buffer[]
}

/** The body of a signature packet by an RSA key, made byte by byte: what no tool would make can be made too. */
export const rawSignature = ({
  key,
  version = 4,
  text = claimsText(),
  type = 0,
  hash = 8,
  date = signedAt,
  hashed = [],
  unhashed,
}: RawSigning): Buffer => {
  const packetOf = key.keyPacket as unknown as {
    publicParams: { n: Uint8Array; e: Uint8Array }
    privateParams: { d: Uint8Array; p: Uint8Array; q: Uint8Array }
  }
  const { n, e } = packetOf.publicParams
  const { d, p, q } = packetOf.privateParams
  const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  const base64 = (value: bigint): string => {
    const hex = value.toString(16)
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
  }
  const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
    let [result, factor] = [1n, base % modulus]
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = (result * factor) % modulus
      factor = (factor * factor) % modulus
    }
    return result
  }
  const [dn, pn, qn] = [number(d), number(p), number(q)]
  const jwk = {
    kty: 'RSA',
    n: base64(number(n)),
    e: base64(number(e)),
    d: base64(dn),
    p: base64(pn),
    q: base64(qn),
    dp: base64(dn % (pn - 1n)),
    dq: base64(dn % (qn - 1n)),
    qi: base64(power(qn, pn - 2n, pn)),
  }
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
  const keyId = idOf(key)
  const time = seconds(date.getTime() / 1000)
  const area = (subpackets: readonly Buffer[]): Buffer => {
    const bytes = Buffer.concat(subpackets)
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
  }
  const head =
    version === 3
      ? Buffer.concat([Buffer.from([type]), time])
      : Buffer.concat([Buffer.from([4, type, 1, hash]), area([subpacket(2, time), ...hashed])])
  const trailer = version === 3 ? head : Buffer.concat([head, Buffer.from([4, 0xff]), seconds(head.length)])
  const input = Buffer.concat([Buffer.from(text), trailer])
  const left = createHash(hashNames[hash]).update(input).digest().subarray(0, 2)
  const value = multiprecision(signBytes(hashNames[hash], input, privateKey))
  return version === 3
    ? Buffer.concat([Buffer.from([3, 5]), head, keyId, Buffer.from([1, hash]), left, value])
    : Buffer.concat([head, area(unhashed ?? [subpacket(16, keyId)]), left, value])
}

/** A message around the body of a signature packet. */
export const messageAround = (
  signature: Buffer,
  key: PrivateKey,
  text: string | Uint8Array = claimsText(),
): Buffer => {
  const version3 = signature[0] === 3
  const described = version3 ? [2, 16, 15] : [1, 3, 2]
  const announced = Buffer.from([3, ...described.map((at) => signature[at] ?? 0), ...idOf(key), 1])
  return Buffer.concat([packet(4, announced), packet(11, literal(text)), packet(2, signature)])
}

export const publicKey = (key: PrivateKey): Buffer => Buffer.from(key.toPublic().write())
