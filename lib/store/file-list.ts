import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AssayError } from '../error.ts'
import type { Guard } from './file-failure.ts'
import { insidePlace, orAbsent, type Place } from './file-place.ts'
import { isKey } from './key.ts'
import type { KeyRange, StoredObject } from './store.ts'

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

/** Text whose order in UTF-16 is that of the UTF-8 bytes of `text`: there surrogates stand behind all others. */
const orderOf = (text: string): string =>
  text.replace(/[\ud800-\uffff]/g, (unit) =>
    String.fromCharCode(unit.charCodeAt(0) + (unit < '\ue000' ? 0x2000 : -0x800)),
  )

interface Row {
  readonly entry: Dirent
  /** Ends in `/` where it is a folder: so S3 orders what is in it among its neighbours. */
  readonly key: string
  readonly order: string
}

/** Little for each: of a folder of a million somebody may want the first ones. */
const rowsOf = (place: Place, parent: string, entries: readonly Dirent[]): Row[] =>
  entries
    .map((entry) => {
      const key = `${place.keyOf(parent, entry.name)}${entry.isDirectory() ? '/' : ''}`
      return { entry, key, order: orderOf(key) }
    })
    .toSorted((one, other) => (one.order < other.order ? -1 : 1))

/**
 * The objects under `parent` (empty, or a key's beginning up to a `/`) that are in the range, by key. Holds one folder's
 * names at a time, and those of the folders above it. Symbolic links to folders are not entered.
 */
export async function* listFolder(
  place: Place,
  parent: string,
  range: KeyRange,
  guard: Guard,
): AsyncGenerator<StoredObject> {
  const { prefix, after } = range
  const beginning = orderOf(after)
  const entries = await guard(async () => {
    const folder = await insidePlace(place, place.pathOf(parent))
    return folder === null ? null : orAbsent(readdir(folder, { withFileTypes: true }))
  })
  for (const { entry, key, order } of rowsOf(place, parent, entries ?? [])) {
    const isFolder = key.endsWith('/')
    if (order <= beginning && !(isFolder && after.startsWith(key))) continue
    if (!key.startsWith(prefix) && !(isFolder && prefix.startsWith(key))) continue
    if (!isKey(isFolder ? key.slice(0, -1) : key)) continue
    if (isFolder) yield* listFolder(place, key, range, guard)
    else {
      const facts = await guard(() => factsOf(place, join(entry.parentPath, entry.name)))
      if (facts !== null) yield { key, ...facts }
    }
  }
}
