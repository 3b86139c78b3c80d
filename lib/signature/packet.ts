/** One packet of an OpenPGP document: its tag, and its body without the header. */
export interface Packet {
  readonly tag: number
  readonly body: Buffer
  /** Where it begins and ends in what was read, header included. */
  readonly start: number
  readonly end: number
}

/** Tags of the packets that are of interest here (RFC 9580, section 5). */
export const tags = {
  signature: 2,
  onePassSignature: 4,
  secretKey: 5,
  publicKey: 6,
  secretSubkey: 7,
  compressed: 8,
  literal: 11,
  publicSubkey: 14,
} as const

interface Header {
  readonly tag: number
  /** Index behind the header. */
  readonly at: number
  /** Length of the body or of its first part; null: to the end. */
  readonly length: number | null
  readonly partial: boolean
}

interface Length {
  readonly at: number
  readonly length: number
  readonly partial: boolean
}

/** A length of the new format (RFC 9580, section 4.2.1). */
const newLength = (bytes: Buffer, at: number): Length | null => {
  const first = bytes[at]
  if (first === undefined) return null
  if (first < 192) return { at: at + 1, length: first, partial: false }
  if (first < 224) {
    const second = bytes[at + 1]
    if (second === undefined) return null
    return { at: at + 2, length: (first - 192) * 256 + second + 192, partial: false }
  }
  if (first < 255) return { at: at + 1, length: 2 ** (first & 0x1f), partial: true }
  return at + 5 > bytes.length ? null : { at: at + 5, length: bytes.readUInt32BE(at + 1), partial: false }
}

const readHeader = (bytes: Buffer, start: number): Header | null => {
  const first = bytes[start] ?? 0
  if ((first & 0x80) === 0) return null
  if ((first & 0x40) !== 0) {
    const length = newLength(bytes, start + 1)
    return length === null ? null : { tag: first & 0x3f, ...length }
  }
  const tag = (first & 0x3c) >> 2
  const size = first & 0x03
  if (size === 3) return { tag, at: start + 1, length: null, partial: false }
  const octets = 2 ** size
  const at = start + 1 + octets
  if (at > bytes.length) return null
  return { tag, at, length: bytes.readUIntBE(start + 1, octets), partial: false }
}

/** Only packets of data may come in parts, or without saying how long they are (RFC 9580, section 4.2.1.4). */
const mayBeOpen = (tag: number): boolean => tag === tags.compressed || tag === tags.literal

const readPacket = (bytes: Buffer, start: number): Packet | null => {
  const header = readHeader(bytes, start)
  if (header === null || header.tag === 0) return null
  const { tag } = header
  if (header.length === null)
    return mayBeOpen(tag) ? { tag, body: bytes.subarray(header.at), start, end: bytes.length } : null
  if (header.partial && !mayBeOpen(tag)) return null
  const parts: Buffer[] = []
  let part: Length = { at: header.at, length: header.length, partial: header.partial }
  for (;;) {
    const end = part.at + part.length
    if (end > bytes.length) return null
    parts.push(bytes.subarray(part.at, end))
    if (!part.partial) {
      const [only] = parts
      return { tag, body: parts.length === 1 && only !== undefined ? only : Buffer.concat(parts), start, end }
    }
    const next = newLength(bytes, end)
    if (next === null) return null
    part = next
  }
}

/** The packets that `bytes` consist of, one after another; null where they do not consist of packets to their end. */
export const readPackets = (bytes: Buffer): Packet[] | null => {
  const packets: Packet[] = []
  for (let at = 0; at < bytes.length; ) {
    const packet = readPacket(bytes, at)
    if (packet === null) return null
    packets.push(packet)
    at = packet.end
  }
  return packets
}
