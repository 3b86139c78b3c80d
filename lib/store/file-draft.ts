import { randomUUID } from 'node:crypto'
import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Guard } from './file-failure.ts'
import { draftFolder, makeFolderInside, orAbsent, type Place } from './file-place.ts'
import { thisWriter, type Writer } from './file-writer.ts'
import type { StoreBody } from './store.ts'

/** Nobody takes a day from one piece of an object to the next: what is older was left by a writer that died. */
const abandonedAfter = 24 * 60 * 60 * 1000

const isOld = async (path: string): Promise<boolean> => {
  const found = await orAbsent(stat(path))
  return found !== null && Date.now() - found.mtimeMs > abandonedAfter
}

/** Removes what writers left that died: at once where that can be told, else after a day. */
const sweep = async (folder: string, writer: Writer): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (writer.hasDied(name) || (await isOld(path))) await discardDraft(path)
  }
}

/**
 * Writes `body` to a file of its own outside of all keys, flushed to the disk; gives its path, which the caller
 * moves or removes. An error of the body itself passes through unchanged.
 */
export const writeDraft = async (place: Place, body: StoreBody, guard: Guard): Promise<string> => {
  const folder = join(place.root, draftFolder)
  const writer = await thisWriter()
  const path = join(folder, `${writer.prefix}${randomUUID()}`)
  await guard(() => makeFolderInside(place, folder))
  await guard(() => sweep(folder, writer))
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
