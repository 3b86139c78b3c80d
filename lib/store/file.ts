import type { FileHandle } from 'node:fs/promises'
import { link, open, rename, rmdir, unlink } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { discardDraft, writeDraft } from './file-draft.ts'
import { type Guard, guardFor } from './file-failure.ts'
import { listFolder } from './file-list.ts'
import { withLock } from './file-lock.ts'
import { locate, lockOf, publish, readObject } from './file-object.ts'
import {
  type Disk,
  findPlace,
  ignoresCase,
  makeFolderInside,
  makePlace,
  orAbsent,
  type Place,
  syncFolder,
} from './file-place.ts'
import { checkDeletable, checkKey, checkPrefix, checkReplaceable } from './key.ts'
import type { Store } from './store.ts'

const realDisk: Disk = { ignoresCase, link }

const outcomeOf = (isNew: boolean): 'created' | 'present' => (isNew ? 'created' : 'present')

/** Removes the folders that a deletion left empty, up to `staging` itself: a bucket has none either. */
const removeEmptied = async (place: Place, folder: string): Promise<void> => {
  for (let path = folder; path !== place.pathOf('staging'); path = dirname(path)) {
    try {
      await rmdir(path)
    } catch {
      return
    }
  }
}

/** A file's bytes as they are read, their failures what `guard` makes of them. */
async function* bytesOf(file: FileHandle, guard: Guard): AsyncGenerator<Uint8Array> {
  const chunks = file.createReadStream()[Symbol.asyncIterator]()
  try {
    for (;;) {
      const step = await guard(() => chunks.next())
      if (step.done === true) return
      yield step.value
    }
  } finally {
    await chunks.return?.()
  }
}

/**
 * A store in a folder, which is made at the first write. An object under key `a/b` is the file `a/b`, so that the
 * layout on disk is fixed and people find their reports by hand. Only where the folder's file system ignores
 * case are names under `reports/` marked (see `foldedName`): there `A.json` and `a.json` would be one file. That is
 * asked of the folder itself, not of the operating system. To move a store between the two kinds, copy it by key.
 *
 * Objects are written beside all keys, flushed, and then linked into place: a writer that dies leaves nothing under
 * the key. `disk` stands for the file system; only tests give another.
 */
export const fileStore = (folder: string, disk: Disk = realDisk): Store => {
  const at = resolve(folder)

  return {
    async get(key) {
      checkKey(key)
      const guard = guardFor('read', key, at)
      return guard(async () => {
        const place = await findPlace(at, disk)
        return place === null ? null : readObject(place, key)
      })
    },

    async open(key) {
      checkKey(key)
      const guard = guardFor('read', key, at)
      const file = await guard(async () => {
        const found = await findPlace(at, disk)
        const path = found === null ? null : await locate(found, key)
        return path === null ? null : orAbsent(open(path))
      })
      return file === null ? null : bytesOf(file, guard)
    },

    async put(key, body) {
      checkKey(key)
      const guard = guardFor('write', key, at)
      const found = await guard(() => makePlace(at, key, disk))
      if (body instanceof Uint8Array && (await guard(() => locate(found, key))) !== null) return 'present'
      const draft = await writeDraft(found, body, guard)
      try {
        return outcomeOf(await guard(() => publish(disk, found, draft, key)))
      } finally {
        await discardDraft(draft)
      }
    },

    async stage(name, body) {
      const guard = guardFor('write', name, at)
      // Drafts stand beside all keys, so any key will do for finding the folder.
      const draft = await writeDraft(await guard(() => makePlace(at, name, disk)), body, guard)
      return {
        async place(key) {
          checkKey(key)
          const own = guardFor('write', key, at)
          return outcomeOf(await own(async () => publish(disk, await makePlace(at, key, disk), draft, key)))
        },
        discard: () => discardDraft(draft),
      }
    },

    async replace(key, body, supersedes) {
      checkReplaceable(key)
      const guard = guardFor('replace', key, at)
      const place = await guard(() => makePlace(at, key, disk))
      const draft = await writeDraft(place, body, guard)
      const target = place.pathOf(key)
      const exchange = async () => {
        const current = await readObject(place, key)
        if (current !== null && !supersedes(current)) return 'kept'
        await makeFolderInside(place, dirname(target))
        await rename(draft, target)
        await syncFolder(dirname(target))
        return 'written'
      }
      try {
        return await guard(() => withLock(lockOf(place, key), exchange))
      } finally {
        await discardDraft(draft)
      }
    },

    async *list(prefix, after = '') {
      checkPrefix(prefix)
      checkPrefix(after)
      const guard = guardFor('list', prefix, at)
      const place = await guard(() => findPlace(at, disk))
      if (place !== null)
        yield* listFolder(place, prefix.slice(0, prefix.lastIndexOf('/') + 1), { prefix, after }, guard)
    },

    async link(key, path) {
      checkKey(key)
      const guard = guardFor('read', key, at)
      const own = await guard(async () => {
        const found = await findPlace(at, disk)
        return found === null ? null : locate(found, key)
      })
      return (
        own !== null &&
        disk.link(own, path).then(
          () => true,
          () => false,
        )
      )
    },

    async delete(key) {
      checkDeletable(key)
      const guard = guardFor('delete', key, at)
      await guard(async () => {
        const place = await findPlace(at, disk)
        if (place === null || (await locate(place, key)) === null) return
        await orAbsent(unlink(place.pathOf(key)))
        // Elsewhere another may be about to write into the folder.
        if (key.startsWith('staging/')) await removeEmptied(place, dirname(place.pathOf(key)))
      })
    },
  }
}
