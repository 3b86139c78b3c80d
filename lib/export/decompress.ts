import { createGunzip, createZstdDecompress } from 'node:zlib'
import { MiB } from '../binary-units.ts'
import type { Limits } from '../limits.ts'
import { overLimit, type Problem } from './rejection.ts'
import { createSlices } from './slices.ts'

export type Compression = 'none' | 'gzip' | 'zstd'

/** Bytes that every rule about compression may ask for. */
export const magicLength = 6

const isZstd = (head: Buffer): boolean => {
  if (head.length < 4) return false
  const magic = head.readUInt32LE(0)
  // The second is a frame that holds no data (RFC 8878, section 3.1.2).
  return magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5
}

const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b

interface Unread {
  readonly name: string
  readonly magic: readonly number[]
  /** Where the magic stands, in bytes. */
  readonly at?: number
  /** Holds files, which may well be read. */
  readonly archive?: true
}

/** Formats that are not read, by their first bytes. */
const unread: readonly Unread[] = [
  { name: 'a ZIP archive', magic: [0x50, 0x4b, 0x03, 0x04], archive: true },
  // POSIX.1, pax, "ustar Interchange Format".
  { name: 'a tar archive', magic: [0x75, 0x73, 0x74, 0x61, 0x72], at: 257, archive: true },
  { name: 'xz data', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'bzip2 data', magic: [0x42, 0x5a, 0x68] },
  { name: 'LZ4 data', magic: [0x04, 0x22, 0x4d, 0x18] },
]

export const compressionOf = (head: Buffer): Compression => {
  if (isGzip(head)) return 'gzip'
  return isZstd(head) ? 'zstd' : 'none'
}

/** Why text that begins with `head` is none; null where nothing says so. */
export const unreadProblem = (head: Buffer, compression: Compression): Problem | null => {
  const known = unread.find(({ magic, at = 0 }) => magic.every((byte, index) => head[at + index] === byte))
  const found =
    known?.name ?? (compression !== 'none' && compressionOf(head) !== 'none' ? 'data compressed twice' : null)
  if (found === null) return null
  return {
    code: 'compression',
    message: `found ${found}; expected JSON or YAML, plain or compressed once with gzip or zstd${known?.archive ? ': unpack it and give the files in it' : ''}`,
  }
}

const outputChunk = 2 ** 17

const engines = {
  gzip: () => createGunzip({ chunkSize: outputChunk }),
  zstd: () => createZstdDecompress({ chunkSize: outputChunk }),
}
type Engine = ReturnType<(typeof engines)[keyof typeof engines]>

/** Decompressed bytes that any source may have, however well it was compressed. */
const freely = 64 * MiB

/** Unpacked bytes that may wait to be taken. */
const waiting = MiB

/** What an engine unpacks from a fault's slice is lost: in small files, where it matters, slices are small. */
const sliceSize = (consumed: number): number => (consumed < 65_536 ? 256 : 4096)

/** How one slice ended: the engine wants more, takes no more, or found damage. */
type End = 'written' | 'ended' | 'failed'

const asleep = (): void => {}

/**
 * Gives `slice` to the engine (null: the end) and yields all that it unpacks before it says how that ended: whatever
 * the clock does, the same bytes give the same pieces.
 */
async function* unpack(engine: Engine, slice: Buffer | null): AsyncGenerator<Buffer, End> {
  const pieces: Buffer[] = []
  let size = 0
  let outcome: End | null = null
  let wake = asleep
  const settle = (what: End) => {
    outcome ??= what
    wake()
  }
  const onData = (piece: Buffer) => {
    pieces.push(piece)
    size += piece.length
    if (size > waiting) engine.pause()
    wake()
  }
  const onEnd = () => settle('ended')
  const onError = () => settle('failed')
  engine.on('data', onData).on('end', onEnd).on('error', onError)
  try {
    if (slice === null) engine.end()
    else engine.write(slice, () => settle('written'))
    for (;;) {
      const piece = pieces.shift()
      if (piece !== undefined) {
        size -= piece.length
        yield piece
      } else if (outcome !== null) return outcome
      else {
        const woken = new Promise<void>((resolve) => {
          wake = resolve
        })
        engine.resume()
        await woken
      }
    }
  } finally {
    engine.off('data', onData).off('end', onEnd).off('error', onError)
  }
}

/**
 * Decompresses `chunks` as they arrive: gzip of several members, zstd of several frames. `chunks` is never closed from
 * here, so that the rest can still be counted, and what it throws goes through. Returns null at the end, or the
 * problem that ends it: damage, something behind the data, or what breaks compressionRatio.
 */
export async function* decompress(
  chunks: AsyncIterator<Buffer>,
  compression: 'gzip' | 'zstd',
  limits: Limits,
): AsyncGenerator<Buffer, Problem | null> {
  const slices = createSlices(chunks)
  let consumed = 0
  let produced = 0
  const damaged = (what: string): Problem => ({
    code: 'compression',
    message: `the ${compression} data ${what} after ${produced} bytes of text: export it again`,
  })
  for (;;) {
    const engine = engines[compression]()
    // What an engine says after its last slice was judged must not end the process.
    engine.on('error', () => {})
    let given = 0
    try {
      for (let end: End = 'written'; end === 'written'; ) {
        const slice = await slices.take(sliceSize(consumed + given))
        given += slice.length
        const pieces = unpack(engine, slice.length === 0 ? null : slice)
        for (;;) {
          const next = await pieces.next()
          if (next.done === true) {
            end = next.value
            break
          }
          produced += next.value.length
          const ratio = Math.floor(produced / (consumed + engine.bytesWritten))
          if (produced > freely && ratio > limits.compressionRatio) {
            const found = `the ${compression} data unpacks to ${ratio} bytes for each of its own`
            return overLimit('limit-ratio', 'compressionRatio', limits, found)
          }
          yield next.value
        }
        if (end === 'failed') return damaged('is damaged or cut off')
        const used = slice.length - given + engine.bytesWritten
        if (end === 'ended' && used < slice.length) slices.putBack(slice.subarray(used))
      }
    } finally {
      engine.destroy()
    }
    consumed += engine.bytesWritten
    const behind = await slices.peek(4)
    if (behind.length === 0) return null
    if (compression !== 'zstd' || !isZstd(behind) || engine.bytesWritten === 0)
      return damaged('is followed by something else')
  }
}
