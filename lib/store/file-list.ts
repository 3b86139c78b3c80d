import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError } from '../error.ts'
import type { Guard } from './file-failure.ts'
import { insidePlace, orAbsent, type Place } from './file-place.ts'
import { isKey } from './key.ts'
import type { StoredObject } from './store.ts'

/** What is known of the object in a file, or null for what is none: gone, no regular file, a link out of the store. */
const factsOf = async (place: Place, path: string): Promise<Omit<StoredObject, 'key'> | null> => {
  try {
    const real = await insidePlace(place, path)
    const found = real === null ? null : await orAbsent(stat(real))
    return found?.isFile() ? { size: found.size, modified: found.mtime } : null
  } catch (error) {
    if (error instanceof AssayError) return null
    throw error
  }
}

interface Row {
  /** Ends in `/` where it is a folder: so S3 orders what is in it among its neighbours. */
  readonly key: string
  readonly order: Buffer
  readonly path: string
}

const rowsOf = (place: Place, parent: string, entries: readonly Dirent[]): Row[] =>
  entries
    .map((entry) => ({ entry, name: place.keyOf(parent, entry.name) }))
    .filter(({ name }) => isKey(name))
    .map(({ entry, name }) => {
      const key = entry.isDirectory() ? `${name}/` : name
      return { key, order: Buffer.from(key), path: join(entry.parentPath, entry.name) }
    })
    .toSorted((one, other) => Buffer.compare(one.order, other.order))

/**
 * The objects under `parent` (empty, or a key's beginning up to a `/`) whose keys start with `prefix`, by key. Holds
 * one folder's names at a time, and those of the folders above it. Symbolic links to folders are not entered.
 */
export async function* listFolder(
  place: Place,
  parent: string,
  prefix: string,
  guard: Guard,
): AsyncGenerator<StoredObject> {
  const entries = await guard(async () => {
    const folder = await insidePlace(place, place.pathOf(parent))
    return folder === null ? null : orAbsent(readdir(folder, { withFileTypes: true }))
  })
  for (const { key, path } of rowsOf(place, parent, entries ?? [])) {
    if (key.endsWith('/')) {
      if (key.startsWith(prefix) || prefix.startsWith(key)) yield* listFolder(place, key, prefix, guard)
    } else if (key.startsWith(prefix)) {
      const facts = await guard(() => factsOf(place, path))
      if (facts !== null) yield { key, ...facts }
    }
  }
}
