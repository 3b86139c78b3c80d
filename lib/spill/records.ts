import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AssayError } from '../error.ts'

const MiB = 2 ** 20

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
  add(record: Uint8Array): void
  /** From the first on; may be asked for again, and between additions. */
  read(): Generator<Buffer>
  /** Gives the memory and the file back; nothing can be read any more. */
  close(): void
}

const failed = (act: string, cause: unknown): AssayError =>
  new AssayError('temporary-folder', `cannot ${act} ${tmpdir()}: ${(cause as Error).message}`, { cause })

/** A file that nobody else can find: it is gone from its folder at once, and from the disk with this process. */
const openHidden = (): number => {
  const path = join(tmpdir(), `image-assay-${process.pid}-${randomUUID()}`)
  try {
    const file = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
    return file
  } catch (cause) {
    throw failed('write to the temporary folder', cause)
  }
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
  let file: number | null = null
  let written = 0

  const writeBlocks = (): void => {
    file ??= openHidden()
    try {
      for (const full of blocks) {
        for (let at = 0; at < full.length; ) at += writeSync(file, full, at, full.length - at, written + at)
        written += full.length
      }
    } catch (cause) {
      throw failed('write to the temporary folder', cause)
    }
    blocks = []
    held = 0
  }

  /** Room for `size` bytes in one piece. */
  const reserve = (size: number): void => {
    if (used + size <= block.length) return
    if (used > 0) blocks.push(block.subarray(0, used))
    held += used
    if (held + size > memory || (file !== null && held > 0)) writeBlocks()
    block = Buffer.allocUnsafe(Math.max(size, blockBytes))
    used = 0
  }

  function* fromFile(): Generator<Buffer> {
    if (file === null) return
    const end = written
    let chunk: Buffer = Buffer.alloc(0)
    let from = 0
    while (from < end) {
      // The whole of a record whose length is known already: block by block it would be copied again and again.
      const missing = chunk.length < headBytes ? 0 : headBytes + chunk.readUInt32LE(0) - chunk.length
      const size = Math.min(Math.max(readBytes, missing), end - from)
      const next = Buffer.allocUnsafe(chunk.length + size)
      chunk.copy(next)
      try {
        for (let got = 0; got < size; )
          got += readSync(file, next, chunk.length + got, size - got, from + got)
      } catch (cause) {
        throw failed('read from the temporary folder', cause)
      }
      from += size
      chunk = yield* recordsIn(next)
    }
  }

  return {
    add(record) {
      reserve(headBytes + record.length)
      used = block.writeUInt32LE(record.length, used)
      block.set(record, used)
      used += record.length
    },
    *read() {
      yield* fromFile()
      for (const full of [...blocks, block.subarray(0, used)]) yield* recordsIn(full)
    },
    close() {
      if (file !== null) closeSync(file)
      file = null
      written = 0
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
