import { opendir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { AssayError } from '../../lib/error.ts'

/** A file in the inbox as a scan saw it. */
export interface InboxFile {
  readonly path: string
  /** The path below the inbox, with `/` between folders: what an object key would be. */
  readonly key: string
  /** Two files of one signature are one file that was not written to in between. */
  readonly signature: string
  readonly modified: Date
  /** When it came to be here as it is: moved in or copied, a file keeps the time at which it was last modified. */
  readonly arrived: Date
  /** Bytes. */
  readonly size: number
}

export const signatureOf = ({ ino, size, mtimeNs }: { ino: bigint; size: bigint; mtimeNs: bigint }): string =>
  `${ino} ${size} ${mtimeNs}`

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

const hasVanished = (error: unknown): boolean => hasCode(error, 'ENOENT', 'ENOTDIR')

/** Told of what is passed over, though it is there. */
export type OnPassed = (key: string, error: unknown) => void

/** Node gives what is not UTF-8 in a name as U+FFFD, and finds no file by that. */
const notUtf8 = () => new AssayError('source-unreadable', 'its name is not UTF-8')

/**
 * Whatever is wrong with one file or folder below the inbox, the others must not wait for it: one that vanishes while it
 * is looked at, the `lost+found` of a disk that this user may not read, a name that is not UTF-8.
 */
async function* below(folder: string, parent: string, onPassed: OnPassed): AsyncGenerator<InboxFile> {
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const key = parent + entry.name
    try {
      if (entry.isDirectory()) yield* below(path, `${key}/`, onPassed)
      else if (entry.isFile()) {
        const found = await stat(path, { bigint: true })
        const size = Number(found.size)
        const { mtime: modified, ctime: arrived } = found
        yield { path, key, signature: signatureOf(found), modified, arrived, size }
      }
    } catch (error) {
      if (!hasVanished(error)) onPassed(key, error)
      else if (entry.name.includes('\uFFFD')) onPassed(key, notUtf8())
    }
  }
}

/** What stands where the inbox is due; `unknown` where that cannot be told now, and may be later. */
export const inboxAt = async (
  folder: string,
): Promise<'folder' | 'no folder' | 'closed folder' | 'nothing' | 'unknown'> => {
  try {
    if (!(await stat(folder)).isDirectory()) return 'no folder'
    await (await opendir(folder)).close()
    // Asks for the right to enter it.
    await stat(`${folder}${sep}.`)
    return 'folder'
  } catch (error) {
    if (hasVanished(error)) return 'nothing'
    return hasCode(error, 'EACCES') ? 'closed folder' : 'unknown'
  }
}

const isEvidence = ({ key }: InboxFile): boolean => key.startsWith('evidence/')

/**
 * The regular files in the inbox and its folders, but for those whose names start with a dot, which programs give to
 * what they have not finished. Evidence first, so that it counts for exports that came with it; then by key.
 * `onPassed` is told of each that cannot be looked at. Throws the file system's error when the inbox itself cannot be read.
 */
export const filesInInbox = async (folder: string, onPassed: OnPassed = () => {}): Promise<InboxFile[]> => {
  // The trailing separator makes a file that stands there an ENOTDIR.
  await stat(folder + sep)
  const files = await Array.fromAsync(below(folder, '', onPassed))
  const rank = (file: InboxFile): number => (isEvidence(file) ? 0 : 1)
  return files.toSorted((one, other) => rank(one) - rank(other) || (one.key < other.key ? -1 : 1))
}
