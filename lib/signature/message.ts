import { inflateRawSync, inflateSync } from 'node:zlib'
import { type Packet, readPackets, tags } from './packet.ts'
import { readSignaturePacket, type SignaturePacket } from './signature-packet.ts'

/** A signed text and the one signature over it, as the message holds them: nothing is verified. */
export interface SignedMessage {
  readonly text: Buffer
  readonly signature: SignaturePacket
}

/** Why there is nothing to verify. */
export interface Refusal {
  readonly verdict: 'malformed' | 'unsupported'
  readonly because: string
}

const malformed = (because: string): Refusal => ({ verdict: 'malformed', because })
const unsupported = (because: string): Refusal => ({ verdict: 'unsupported', because })

const noMessage = malformed('the content is no OpenPGP message')

export const isRefusal = (value: object): value is Refusal => 'because' in value

/** Compression algorithms (RFC 9580, section 9.4); BZip2 is the only other. */
const inflaters: Readonly<Record<number, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer>> = {
  0: (bytes) => bytes,
  1: inflateRawSync,
  2: inflateSync,
}

const decompress = (body: Buffer, limit: number): Buffer | Refusal => {
  const [algorithm] = body
  if (algorithm === undefined) return noMessage
  const inflate = inflaters[algorithm]
  if (inflate === undefined) return unsupported(`compression algorithm ${algorithm} is not supported`)
  try {
    return inflate(body.subarray(1), { maxOutputLength: limit })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? malformed(
          `the content decompresses to more than ${limit} bytes (limit signatureBytes, --limit signatureBytes=VALUE sets it)`,
        )
      : malformed('the compressed content is damaged')
  }
}

/** The text of a literal packet, behind its format, file name and date, which no signature covers. */
const literalText = (body: Buffer): Buffer | null => {
  const at = 2 + (body[1] ?? 0) + 4
  return body.length < at ? null : body.subarray(at)
}

/** The one-pass packet announces the signature (RFC 9580, section 5.4): it must be of this one, and of no other. */
const announces = (
  body: Buffer,
  { version, type, hashAlgorithm, keyAlgorithm, issuer }: SignaturePacket,
): boolean => {
  const isLast = body.at(-1) === 1
  const [ownVersion, ...described] = body.subarray(0, 4)
  const same = [type, hashAlgorithm, keyAlgorithm].every((value, at) => value === described[at])
  if (version === 6) return ownVersion === 6 && same && isLast
  const keyId = body.subarray(4, 12).toString('hex').toUpperCase()
  return ownVersion === 3 && body.length === 13 && same && isLast && (issuer === null || keyId === issuer)
}

/** The packets without those that compression wraps: it is unwrapped once. */
const unwrap = (content: Buffer, limit: number): Packet[] | Refusal => {
  const packets = readPackets(content)
  const [first] = packets ?? []
  if (packets === null || first === undefined) return noMessage
  if (first.tag !== tags.compressed) return packets
  if (packets.length > 1) return malformed('the message goes on after its compressed part')
  const bytes = decompress(first.body, limit)
  if (isRefusal(bytes)) return bytes
  return readPackets(bytes) ?? malformed('the compressed content is no OpenPGP message')
}

const shapeOf = (packets: readonly Packet[]): string => packets.map(({ tag }) => tag).join(' ')

/** The two forms of a message with one signature: announced before the text, or (older) standing before it. */
const announced: string = `${tags.onePassSignature} ${tags.literal} ${tags.signature}`
const preceding: string = `${tags.signature} ${tags.literal}`

const problemOf = (packets: readonly Packet[]): Refusal => {
  const count = (tag: number) => packets.filter((packet) => packet.tag === tag).length
  if (packets.some(({ tag }) => tag === tags.compressed))
    return malformed('the message is compressed more than once')
  if (count(tags.literal) === 0) return malformed('the message holds no text')
  if (count(tags.signature) === 0) return malformed('the message is not signed')
  return malformed('the message is not one text with one signature')
}

/**
 * Reads a signed OpenPGP message (RFC 9580, section 10.3): one text and one signature over its bytes, compressed or not.
 * Stricter than the grammar: whatever else stands in it could be taken for what was signed. `limit` is the most that it
 * may decompress to, in bytes.
 */
export const readMessage = (content: Buffer, limit: number): SignedMessage | Refusal => {
  const packets = unwrap(content, limit)
  if (isRefusal(packets)) return packets
  const shape = shapeOf(packets)
  if (shape !== announced && shape !== preceding) return problemOf(packets)
  const bodyOf = (tag: number) => packets.find((packet) => packet.tag === tag)?.body ?? Buffer.alloc(0)
  const text = literalText(bodyOf(tags.literal))
  const signature = readSignaturePacket(bodyOf(tags.signature))
  if (text === null || signature === null) return malformed('the message is damaged')
  if (typeof signature === 'number')
    return unsupported(`signature packets of version ${signature} are not supported`)
  if (shape === announced && !announces(bodyOf(tags.onePassSignature), signature))
    return malformed('the message announces another signature than it holds')
  return { text, signature }
}
