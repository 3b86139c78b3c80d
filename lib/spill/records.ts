import { MiB } from '../binary-units.ts'
import { type HiddenFile, openHidden } from './hidden-file.ts'

/** Held before anything goes to the temporary folder, in bytes. */
export const spillBytes = 64 * MiB

/** Bytes that go to the file at once. */
const blockBytes = MiB

/** Bytes that come from it at once: dozens of files are read side by side where a table is put together. */
const readBytes = MiB / 8

/** Each record is preceded by its length in four bytes. */
const headBytes = 4

/** Byte records in the order in which they were added. */
export interface Records {
  /** A text counts as its UTF-8 bytes. */
  add(record: Uint8Array | string): void
  /** From the first on; may be asked for again, and between additions. */
  read(): Generator<Buffer>
  /** Gives the memory and the file back; nothing can be read any more. */
  close(): void
}

/**
 * Records that are held in memory up to `memory` bytes and in a hidden file of the temporary folder beyond that.
 * @throws AssayError `temporary-folder` when that cannot be written or read
 */
export const createRecords = (memory: number = spillBytes): Records => {
  let blocks: Buffer[] = []
  let block = Buffer.alloc(0)
  let used = 0
  let held = 0
  let file: HiddenFile | null = null

  const writeBlocks = (): void => {
    file ??= openHidden()
    for (const full of blocks) file.append(full)
    blocks = []
    held = 0
  }

  /** Room for `size` bytes in one piece. */
  const reserve = (size: number): void => {
    if (used + size <= block.length) return
    if (used > 0) blocks.push(block.subarray(0, used))
    held += used
    const isFull = held + size > memory || (file !== null && held > 0)
    if (isFull) writeBlocks()
    // What was written is written over: new memory takes some 3 per cent more of a run.
    if (!isFull || block.length !== blockBytes || size > blockBytes)
      block = Buffer.allocUnsafe(Math.max(size, blockBytes))
    used = 0
  }

  function* fromFile(): Generator<Buffer> {
    if (file === null) return
    const end = file.size()
    let chunk: Buffer = Buffer.alloc(0)
    let from = 0
    while (from < end) {
      // The whole of a record whose length is known already: block by block it would be copied again and again.
      const missing = chunk.length < headBytes ? 0 : headBytes + chunk.readUInt32LE(0) - chunk.length
      const size = Math.min(Math.max(readBytes, missing), end - from)
      const next = Buffer.allocUnsafe(chunk.length + size)
      chunk.copy(next)
      file.read(next.subarray(chunk.length), from)
      from += size
      chunk = yield* recordsIn(next)
    }
  }

  return {
    add(record) {
      const length = typeof record === 'string' ? Buffer.byteLength(record) : record.length
      reserve(headBytes + length)
      used = block.writeUInt32LE(length, used)
      if (typeof record === 'string') block.write(record, used)
      else block.set(record, used)
      used += length
    },
    *read() {
      yield* fromFile()
      for (const full of [...blocks, block.subarray(0, used)]) yield* recordsIn(full)
    },
    close() {
      file?.close()
      file = null
      blocks = []
      block = Buffer.alloc(0)
      used = 0
      held = 0
    },
  }
}

/** The records that stand whole in `bytes`; returns what is left, the beginning of one. */
function* recordsIn(bytes: Buffer): Generator<Buffer, Buffer> {
  let at = 0
  while (at + headBytes <= bytes.length) {
    const end = at + headBytes + bytes.readUInt32LE(at)
    if (end > bytes.length) break
    yield bytes.subarray(at + headBytes, end)
    at = end
  }
  return bytes.subarray(at)
}
