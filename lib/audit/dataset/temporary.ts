import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AssayError } from '../../error.ts'
import { isAlive } from '../../is-alive.ts'
import { isSystemError, systemErrorText } from '../../system-error.ts'

export interface TemporaryFolder {
  readonly path: string
  remove(): Promise<void>
}

/** Machines may share the folder of temporary files, and processes of another have the same numbers. */
const prefix = `assay-audit-${hostname().replaceAll(/[^A-Za-z0-9.]/g, '_')}-`

/** The folders of this process that are in use. */
const own = new Set<string>()

/** Removes what processes left that were killed. One that had this process's number is among those. */
const sweep = async (parent: string): Promise<void> => {
  for (const name of await readdir(parent)) {
    const pid = Number(name.startsWith(prefix) ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1] : undefined)
    const path = join(parent, name)
    const isLeft = pid === process.pid ? !own.has(path) : !isAlive(pid)
    // What cannot be removed is another's to remove.
    if (!Number.isNaN(pid) && isLeft) await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

/** Removes the folders of this process, at once: for one that ends before its audits do. */
export const removeAllTemporary = (): void => {
  for (const path of own)
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      // DuckDB may still write there: the next audit removes it.
    }
}

/** Makes a folder in `parent`. Throws what the system throws. */
export const makeTemporary = async (parent: string): Promise<TemporaryFolder> => {
  await sweep(parent)
  // At once its own: another one of this process may be sweeping.
  const path = mkdtempSync(join(parent, `${prefix}${process.pid}-`))
  own.add(path)
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true })
      own.delete(path)
    },
  }
}

/**
 * Writes a file of such a folder. What its body throws comes out as it is.
 * @throws AssayError `temporary-folder`
 */
export const writeTemporary = async (
  path: string,
  body: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> => {
  try {
    await pipeline(body, createWriteStream(path))
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    throw new AssayError('temporary-folder', `cannot write ${path}: ${systemErrorText(cause)}`, { cause })
  }
}
