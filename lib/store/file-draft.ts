import { randomUUID } from 'node:crypto'
import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Guard } from './file-failure.ts'
import { draftFolder, makeFolderInside, orAbsent, type Place } from './file-place.ts'
import type { StoreBody } from './store.ts'

/** Nobody takes a day from one piece of an object to the next: what is older was left by a writer that died. */
const abandonedAfter = 24 * 60 * 60 * 1000

const sweep = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await orAbsent(stat(path))
    if (found !== null && Date.now() - found.mtimeMs > abandonedAfter) await discardDraft(path)
  }
}

/**
 * Writes `body` to a file of its own outside of all keys, flushed to the disk; gives its path, which the caller
 * moves or removes. An error of the body itself passes through unchanged.
 */
export const writeDraft = async (place: Place, body: StoreBody, guard: Guard): Promise<string> => {
  const folder = join(place.root, draftFolder)
  const path = join(folder, randomUUID())
  await guard(() => makeFolderInside(place, folder))
  await guard(() => sweep(folder))
  try {
    const file = await guard(() => open(path, 'wx'))
    try {
      for await (const chunk of body instanceof Uint8Array ? [body] : body) {
        await guard(() => file.writeFile(chunk))
      }
      await guard(() => file.sync())
    } finally {
      await guard(() => file.close())
    }
  } catch (error) {
    await discardDraft(path)
    throw error
  }
  return path
}

/** A draft that cannot be removed does no harm and is swept later, so that is no failure. */
export const discardDraft = (path: string): Promise<void> => rm(path, { force: true }).catch(() => {})
