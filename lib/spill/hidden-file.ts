import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AssayError } from '../error.ts'

/** A file that nobody else can find: it is gone from its folder at once, and from the disk with this process. */
export interface HiddenFile {
  /** Bytes that were appended. */
  readonly size: () => number
  append(bytes: Uint8Array): void
  /** Fills `bytes` with what stands in the file from `from` on; so much must be there. */
  read(bytes: Uint8Array, from: number): void
  close(): void
}

const failed = (act: string, cause: unknown): AssayError =>
  new AssayError('temporary-folder', `cannot ${act} ${tmpdir()}: ${(cause as Error).message}`, { cause })

const toWrite = 'write to the temporary folder'

const open = (): number => {
  const path = join(tmpdir(), `image-assay-${process.pid}-${randomUUID()}`)
  try {
    const file = openSync(path, 'wx+', 0o600)
    unlinkSync(path)
    return file
  } catch (cause) {
    throw failed(toWrite, cause)
  }
}

/** @throws AssayError `temporary-folder` when that cannot be written or read */
export const openHidden = (): HiddenFile => {
  const file = open()
  let written = 0
  return {
    size: () => written,
    append(bytes) {
      try {
        for (let at = 0; at < bytes.length; )
          at += writeSync(file, bytes, at, bytes.length - at, written + at)
      } catch (cause) {
        throw failed(toWrite, cause)
      }
      written += bytes.length
    },
    read(bytes, from) {
      try {
        for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, from + at)
      } catch (cause) {
        throw failed('read from the temporary folder', cause)
      }
    },
    close: () => closeSync(file),
  }
}
