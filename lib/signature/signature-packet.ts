/** What a signature packet says of itself. */
export interface SignaturePacket {
  readonly version: number
  readonly type: number
  readonly keyAlgorithm: number
  readonly hashAlgorithm: number
  /** Milliseconds since 1970; covered by the signature. */
  readonly created: number
  /** Seconds after `created` from which on the signature does not count; 0: never. Covered by the signature. */
  readonly lifetime: number
  /** Key ID of the issuer, 16 upper-case hex digits: a hint, which need not be covered. */
  readonly issuer: string | null
  /** Types of the subpackets that a reader must understand and this one does not. */
  readonly unknownCritical: readonly number[]
  /** The packet's body. */
  readonly body: Buffer
}

/** Subpacket types (RFC 9580, section 5.2.3.7). */
const subpacketTypes = { created: 2, lifetime: 3, issuer: 16, fingerprint: 33 } as const

/**
 * Hashed subpackets that change nothing about a signature of data, or that are looked at: creation, expiration, issuer,
 * key server preferences, policy URI, signer's user ID, issuer's fingerprint. No notation is known here, so a
 * critical one counts as unknown.
 */
const understood: ReadonlySet<number> = new Set([2, 3, 16, 23, 26, 28, 33])

interface Subpacket {
  readonly type: number
  readonly critical: boolean
  readonly body: Buffer
}

const readSubpackets = (area: Buffer): Subpacket[] | null => {
  const found: Subpacket[] = []
  for (let at = 0; at < area.length; ) {
    const first = area[at] ?? 0
    const octets = first < 192 ? 1 : first < 255 ? 2 : 5
    if (at + octets > area.length) return null
    const length =
      octets === 1
        ? first
        : octets === 2
          ? (first - 192) * 256 + (area[at + 1] ?? 0) + 192
          : area.readUInt32BE(at + 1)
    const start = at + octets
    const end = start + length
    const head = area[start]
    if (length === 0 || end > area.length || head === undefined) return null
    found.push({ type: head & 0x7f, critical: (head & 0x80) !== 0, body: area.subarray(start + 1, end) })
    at = end
  }
  return found
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()

/** The key ID in a fingerprint: its end in version 4, its beginning in version 6. */
const idOfFingerprint = (body: Buffer): string | null => {
  if (body[0] === 4 && body.length === 21) return hex(body.subarray(13))
  return body[0] === 6 && body.length === 33 ? hex(body.subarray(1, 9)) : null
}

const only = (subpackets: readonly Subpacket[], type: number): Subpacket | null | undefined => {
  const found = subpackets.filter((subpacket) => subpacket.type === type)
  return found.length > 1 ? undefined : (found[0] ?? null)
}

/** Seconds out of a subpacket; 0 where there is none, null where it is malformed. */
const secondsOf = (subpacket: Subpacket | null | undefined): number | null => {
  if (subpacket === null) return 0
  return subpacket?.body.length === 4 ? subpacket.body.readUInt32BE(0) : null
}

const issuerOf = (hashed: readonly Subpacket[], unhashed: readonly Subpacket[]): string | null => {
  for (const area of [hashed, unhashed]) {
    const fingerprint = area.find(({ type }) => type === subpacketTypes.fingerprint)
    const id = area.find(({ type, body }) => type === subpacketTypes.issuer && body.length === 8)
    const issuer = fingerprint === undefined ? null : idOfFingerprint(fingerprint.body)
    if (issuer !== null) return issuer
    if (id !== undefined) return hex(id.body)
  }
  return null
}

/** Version 3 has no subpackets: type, time, key ID, algorithms (RFC 9580, section 5.2.2). */
const readVersion3 = (body: Buffer): SignaturePacket | null => {
  if (body.length < 20 || body[1] !== 5) return null
  return {
    version: 3,
    type: body[2] ?? 0,
    created: body.readUInt32BE(3) * 1000,
    lifetime: 0,
    issuer: hex(body.subarray(7, 15)),
    keyAlgorithm: body[15] ?? 0,
    hashAlgorithm: body[16] ?? 0,
    unknownCritical: [],
    body,
  }
}

/** Versions 4 and 6 differ in the width of the areas' lengths (RFC 9580, section 5.2.3). */
const readVersion4 = (body: Buffer, version: number): SignaturePacket | null => {
  const width = version === 6 ? 4 : 2
  const areaAt = (at: number): { area: Buffer; end: number } | null => {
    if (at + width > body.length) return null
    const end = at + width + body.readUIntBE(at, width)
    return end > body.length ? null : { area: body.subarray(at + width, end), end }
  }
  const first = areaAt(4)
  const second = first === null ? null : areaAt(first.end)
  if (first === null || second === null) return null
  const hashed = readSubpackets(first.area)
  const unhashed = readSubpackets(second.area)
  if (hashed === null || unhashed === null) return null
  const created = only(hashed, subpacketTypes.created)
  const seconds = secondsOf(created)
  const lifetime = secondsOf(only(hashed, subpacketTypes.lifetime))
  if (!created || seconds === null || lifetime === null) return null
  return {
    version,
    type: body[1] ?? 0,
    keyAlgorithm: body[2] ?? 0,
    hashAlgorithm: body[3] ?? 0,
    created: seconds * 1000,
    lifetime,
    issuer: issuerOf(hashed, unhashed),
    unknownCritical: hashed
      .filter(({ type, critical }) => critical && !understood.has(type))
      .map(({ type }) => type),
    body,
  }
}

/** Reads a signature packet's body; null where it is malformed. Of versions that are not known only the version is told. */
export const readSignaturePacket = (body: Buffer): SignaturePacket | number | null => {
  const [version] = body
  if (version === undefined) return null
  if (version === 3) return readVersion3(body)
  return version === 4 || version === 6 ? readVersion4(body, version) : version
}
