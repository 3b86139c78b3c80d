import { createHash } from 'node:crypto'
import { dearmor } from './armor.ts'
import { readPackets, tags } from './packet.ts'

/** Files of public keys as they were given: plain data, which a worker can be handed. */
export interface Keyring {
  /** Sorted by digest: what is found in them must not depend on the order in which they were named. */
  readonly files: readonly Uint8Array[]
  /** The files' digests, in the same order. */
  readonly digests: readonly string[]
}

export const noKeys: Keyring = { files: [], digests: [] }

/** Certificates (a primary key, its user IDs, its subkeys) by fingerprint, and the fingerprints by key ID. */
export interface KeyIndex {
  /** By key ID, of primary keys and subkeys alike: fingerprints of primary keys. */
  readonly byId: ReadonlyMap<string, ReadonlySet<string>>
  /** By the primary key's fingerprint: the certificate, as often as the files hold it. */
  readonly certificates: ReadonlyMap<string, readonly Buffer[]>
}

/** The OpenPGP documents in a file: one that is binary, or each that is armored. */
export const documentsIn = (file: Uint8Array): Buffer[] => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  return ((bytes[0] ?? 0) & 0x80) === 0 ? dearmor(bytes.toString('latin1')) : [bytes]
}

interface KeyNames {
  /** Upper-case hex. */
  readonly fingerprint: string
  /** Upper-case hex, 64 bits. */
  readonly id: string
}

/** What the body of a key packet is called (RFC 9580, section 5.5.4); null for versions that nobody signs with now. */
const namesOf = (body: Buffer): KeyNames | null => {
  const [version] = body
  if (version !== 4 && version !== 6) return null
  const head = Buffer.alloc(version === 4 ? 3 : 5)
  head[0] = version === 4 ? 0x99 : 0x9b
  if (version === 4 && body.length > 0xffff) return null
  head.writeUIntBE(body.length, 1, head.length - 1)
  const hash = createHash(version === 4 ? 'sha1' : 'sha256')
    .update(head)
    .update(body)
  const fingerprint = hash.digest('hex').toUpperCase()
  return { fingerprint, id: version === 4 ? fingerprint.slice(-16) : fingerprint.slice(0, 16) }
}

const buildIndex = ({ files }: Keyring): KeyIndex => {
  const byId = new Map<string, Set<string>>()
  const certificates = new Map<string, Buffer[]>()
  const addDocument = (bytes: Buffer): void => {
    let fingerprint: string | null = null
    let start = 0
    const close = (end: number): void => {
      if (fingerprint === null) return
      const same = certificates.get(fingerprint) ?? []
      certificates.set(fingerprint, same)
      same.push(bytes.subarray(start, end))
    }
    for (const packet of readPackets(bytes) ?? []) {
      const isPrimary = packet.tag === tags.publicKey
      if (!isPrimary && packet.tag !== tags.publicSubkey) continue
      const names = namesOf(packet.body)
      if (isPrimary) {
        close(packet.start)
        fingerprint = names?.fingerprint ?? null
        start = packet.start
      }
      if (names === null || fingerprint === null) continue
      byId.set(names.id, (byId.get(names.id) ?? new Set()).add(fingerprint))
    }
    close(bytes.length)
  }
  for (const document of files.flatMap(documentsIn)) addDocument(document)
  return { byId, certificates }
}

const indexes = new WeakMap<Keyring, KeyIndex>()

/** The keys of a keyring by key ID: read once, and none of them parsed. */
export const keyIndex = (keyring: Keyring): KeyIndex => {
  const known = indexes.get(keyring) ?? buildIndex(keyring)
  indexes.set(keyring, known)
  return known
}
