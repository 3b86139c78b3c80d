import { opendir } from 'node:fs/promises'
import { join } from 'node:path'

/** Told of a folder below that cannot be read. */
export type OnUnread = (path: string, error: unknown) => void

const fail: OnUnread = (_path, error) => {
  throw error
}

/**
 * Every regular file below `folder`, in the order of their names. Throws the file system's error for `folder` itself,
 * and unless `onUnread` takes it for folders below.
 */
export async function* filesBelow(folder: string, onUnread: OnUnread = fail): AsyncGenerator<string> {
  const entries = []
  for await (const entry of await opendir(folder)) entries.push(entry)
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      try {
        yield* filesBelow(path, onUnread)
      } catch (error) {
        onUnread(path, error)
      }
    else if (entry.isFile()) yield path
  }
}
