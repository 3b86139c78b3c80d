import { opendir, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** A file in the inbox as a scan saw it. */
export interface InboxFile {
  readonly path: string
  /** The path below the inbox, with `/` between folders: what an object key would be. */
  readonly key: string
  /** Two files of one signature are one file that was not written to in between. */
  readonly signature: string
  readonly modified: Date
  /** Bytes. */
  readonly size: number
}

export const signatureOf = ({ ino, size, mtimeNs }: { ino: bigint; size: bigint; mtimeNs: bigint }): string =>
  `${ino} ${size} ${mtimeNs}`

const hasCode = (error: unknown, codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code))

/**
 * Files that vanish while they are looked at are passed over, and so are folders below the inbox that this user may not
 * read, such as the `lost+found` of a disk: the other files must not wait for them.
 */
async function* below(folder: string, parent: string): AsyncGenerator<InboxFile> {
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.name.startsWith('.')) continue
      const path = join(folder, entry.name)
      const key = parent + entry.name
      if (entry.isDirectory()) yield* below(path, `${key}/`)
      else if (entry.isFile()) {
        const found = await stat(path, { bigint: true })
        const size = Number(found.size)
        yield { path, key, signature: signatureOf(found), modified: found.mtime, size }
      }
    }
  } catch (error) {
    const isPassed = hasCode(error, ['ENOENT', 'ENOTDIR', ...(parent === '' ? [] : ['EACCES', 'EPERM'])])
    if (!isPassed) throw error
  }
}

/** Whether something that is no folder stands where the inbox is due; it may still come where nothing is. */
export const isInboxBlocked = async (folder: string): Promise<boolean> =>
  (await stat(folder).catch(() => null))?.isDirectory() === false

const isEvidence = ({ key }: InboxFile): boolean => key.startsWith('evidence/')

/**
 * The regular files in the inbox and its folders, but for those whose names start with a dot, which programs give to
 * what they have not finished. Evidence first, so that it counts for exports that came with it; then by key.
 * Throws the file system's error when the inbox itself cannot be read.
 */
export const filesInInbox = async (folder: string): Promise<InboxFile[]> => {
  // The trailing separator makes a file that stands there an ENOTDIR.
  await stat(folder + sep)
  const files = await Array.fromAsync(below(folder, ''))
  const rank = (file: InboxFile): number => (isEvidence(file) ? 0 : 1)
  return files.toSorted((one, other) => rank(one) - rank(other) || (one.key < other.key ? -1 : 1))
}
