import { createHash, hash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** A layer as a registry keeps it, with the digest of its uncompressed tar beside it. */
export type Layer = { digest: string; size: number; diffId: string; bytes: Buffer }

/** `sha256:` and the hex hash of bytes, or of a string's UTF-8. */
export const sha256 = (content: Uint8Array | string): string => `sha256:${hash('sha256', content)}`

const pad = (bytes: Buffer, unit: number) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & (unit - 1))])

const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`

/** A POSIX ustar archive of one regular file, time stamp 0, owned by root. */
export function tar(path: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512)
  const fields: [number, string][] = [
    [0, path],
    [100, octal(0o644, 7)],
    [108, octal(0, 7)],
    [116, octal(0, 7)],
    [124, octal(content.length, 11)],
    [136, octal(0, 11)],
    [148, ' '.repeat(8)],
    [156, '0'],
    [257, 'ustar\x0000'],
  ]
  for (const [offset, text] of fields) header.write(text, offset, 'latin1')
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
    'latin1',
  )
  return Buffer.concat([header, pad(content, 512), Buffer.alloc(1024)])
}

/**
 * A gzip member of stored blocks (RFC 1951, 3.2.4). zlib's own output differs from build to build and between
 * processors, so it could not give every machine the same digests.
 */
export function gzipStored(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])]
  for (let at = 0; at < bytes.length; at += 65_535) {
    const block = bytes.subarray(at, at + 65_535)
    const head = Buffer.alloc(5)
    head.writeUInt8(at + block.length === bytes.length ? 1 : 0, 0)
    head.writeUInt16LE(block.length, 1)
    head.writeUInt16LE(block.length ^ 0xffff, 3)
    parts.push(head, block)
  }
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(crc32(bytes), 0)
  tail.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([...parts, tail])
}

const made = new Map<string, Layer>()

/**
 * The layer of that name: a gzipped tar of one file `/usr/share/NAME` that holds `length` bytes of SHAKE256 of
 * the name. One name has one length.
 */
export function layer(name: string, length: number): Layer {
  const known = made.get(name)
  if (known) return known
  const content = createHash('shake256', { outputLength: length }).update(name).digest()
  const archive = tar(`usr/share/${name}`, content)
  const bytes = gzipStored(archive)
  const one = { digest: sha256(bytes), size: bytes.length, diffId: sha256(archive), bytes }
  made.set(name, one)
  return one
}

/** Every layer made so far, by its digest. */
export const layersMade = (): Map<string, Layer> =>
  new Map([emptyTar, ...made.values()].map((one) => [one.digest, one]))

const emptyTarBytes = Buffer.from('1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000', 'hex')

/** What Docker 1.x stored for a step that changed no file: two zero blocks, gzipped, 32 bytes. */
export const emptyTar: Layer = {
  digest: sha256(emptyTarBytes),
  size: emptyTarBytes.length,
  diffId: sha256(Buffer.alloc(1024)),
  bytes: emptyTarBytes,
}
