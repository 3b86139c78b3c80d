import { hash } from 'node:crypto'
import { readFile, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errnoOf } from './file-failure.ts'
import { withLock } from './file-lock.ts'
import {
  type Disk,
  draftFolder,
  insidePlace,
  makeFolderInside,
  orAbsent,
  type Place,
  syncFolder,
} from './file-place.ts'

/** How file systems and kernels say that they make no hard links. */
const linkless: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
])

/** The lock under which the object of `key` changes. */
export const lockOf = (place: Place, key: string): string =>
  join(place.root, draftFolder, `${hash('sha256', key, 'hex')}.lock`)

/** The real path of the file under `key`, or null. */
export const locate = async (place: Place, key: string): Promise<string | null> => {
  const path = await insidePlace(place, place.pathOf(key))
  const found = path === null ? null : await orAbsent(stat(path))
  return found?.isFile() ? path : null
}

/** The bytes of the object under `key`, or null. */
export const readObject = async (place: Place, key: string): Promise<Uint8Array | null> => {
  const path = await locate(place, key)
  return path === null ? null : orAbsent(readFile(path))
}

/**
 * Gives a draft the name of a key unless an object has it; tells whether it did. `link` is exclusive and atomic, and
 * where the disk has none, `rename` is under a lock.
 */
const takeName = async (disk: Disk, place: Place, draft: string, key: string): Promise<boolean> => {
  const target = place.pathOf(key)
  try {
    await disk.link(draft, target)
    return true
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'EEXIST' && (await locate(place, key)) !== null) return false
    if (!linkless.has(code)) throw error
  }
  return withLock(lockOf(place, key), async () => {
    if ((await locate(place, key)) !== null) return false
    await rename(draft, target)
    return true
  })
}

/** Makes a draft the object of `key`, unless there is one; tells whether it did. */
export const publish = async (disk: Disk, place: Place, draft: string, key: string): Promise<boolean> => {
  const parent = dirname(place.pathOf(key))
  await makeFolderInside(place, parent)
  const isNew = await takeName(disk, place, draft, key)
  await syncFolder(parent)
  return isNew
}
