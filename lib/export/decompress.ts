import { createGunzip, createZstdDecompress } from 'node:zlib'
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

/** Formats that are not read, by their first bytes. */
const unread: readonly { name: string; magic: readonly number[] }[] = [
  { name: 'a ZIP archive', magic: [0x50, 0x4b, 0x03, 0x04] },
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
  const known = unread.find(({ magic }) => magic.every((byte, index) => head[index] === byte))
  const found =
    known?.name ?? (compression !== 'none' && compressionOf(head) !== 'none' ? 'data compressed twice' : null)
  if (found === null) return null
  return {
    code: 'compression',
    message: `found ${found}; expected JSON or YAML, plain or compressed once with gzip or zstd`,
  }
}

/** Ends the reading of a source for what it holds, not for what the machine did. */
export class DataFault extends Error {
  readonly problem: Problem

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options)
    this.problem = problem
  }
}

const outputChunk = 2 ** 17

const engines = {
  gzip: () => createGunzip({ chunkSize: outputChunk }),
  zstd: () => createZstdDecompress({ chunkSize: outputChunk }),
}
type Engine = ReturnType<(typeof engines)[keyof typeof engines]>

/** Decompressed bytes that any source may have, however well it was compressed. */
const freely = 64 * 2 ** 20

/** Unpacked bytes that may wait to be taken. */
const waiting = 2 ** 20

/** What an engine unpacks from a fault's slice is lost: in small files, where it matters, slices are small. */
const sliceSize = (consumed: number): number => (consumed < 65_536 ? 256 : 4096)

/**
 * Gives `slice` to the engine (null: the end) and yields all that it unpacks, and only then throws what it throws:
 * whatever the clock does, the same bytes give the same pieces. Returns whether the engine takes no more.
 */
async function* unpack(engine: Engine, slice: Buffer | null): AsyncGenerator<Buffer, boolean> {
  const pieces: Buffer[] = []
  let size = 0
  let outcome: 'written' | 'ended' | 'failed' | null = null
  let failure: unknown
  let wake = (): void => {}
  const settle = (what: NonNullable<typeof outcome>) => {
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
  const onError = (error: unknown) => {
    failure = error
    settle('failed')
  }
  engine.on('data', onData).on('end', onEnd).on('error', onError)
  try {
    if (slice === null) engine.end()
    else engine.write(slice, () => settle('written'))
    for (;;) {
      const piece = pieces.shift()
      if (piece !== undefined) {
        size -= piece.length
        yield piece
      } else if (outcome !== null) break
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
  if (outcome === 'failed') throw failure
  return outcome === 'ended'
}

/**
 * Decompresses `chunks` as they arrive: gzip of several members, zstd of several frames. `chunks` is never closed from
 * here, so that the rest can still be counted. Throws {@link DataFault} for damage, for anything behind the data, and
 * for what breaks compressionRatio (before the next piece is unpacked); what `chunks` throws goes through.
 */
export async function* decompress(
  chunks: AsyncIterator<Buffer>,
  compression: 'gzip' | 'zstd',
  limits: Limits,
): AsyncGenerator<Buffer> {
  const slices = createSlices(chunks)
  let consumed = 0
  let produced = 0
  const damaged = (what: string, cause?: unknown): DataFault => {
    const message = `the ${compression} data ${what} after ${produced} bytes of text: export it again`
    return new DataFault({ code: 'compression', message }, { cause })
  }
  for (;;) {
    const engine = engines[compression]()
    engine.on('error', () => {})
    let given = 0
    try {
      for (let ended = false; !ended; ) {
        const slice = await slices.take(sliceSize(consumed + given))
        given += slice.length
        const pieces = unpack(engine, slice.length === 0 ? null : slice)
        for (;;) {
          const next = await pieces.next().catch((error: unknown) => {
            throw damaged('is damaged or cut off', error)
          })
          if (next.done === true) {
            ended = next.value
            break
          }
          produced += next.value.length
          const ratio = Math.floor(produced / (consumed + engine.bytesWritten))
          if (produced > freely && ratio > limits.compressionRatio) {
            const found = `the ${compression} data unpacks to ${ratio} bytes for each of its own`
            throw new DataFault(overLimit('limit-ratio', 'compressionRatio', limits, found))
          }
          yield next.value
        }
        if (ended && engine.bytesWritten < given) slices.putBack(slice.subarray(slice.length - given + engine.bytesWritten))
      }
    } finally {
      engine.destroy()
    }
    consumed += engine.bytesWritten
    const behind = await slices.peek(4)
    if (behind.length === 0) return
    if (compression !== 'zstd' || !isZstd(behind) || engine.bytesWritten === 0) throw damaged('is followed by something else')
  }
}
