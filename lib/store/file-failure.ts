import { AssayError } from '../error.ts'

const wayBlocked = ['a file or folder is in the way', 'Move it away'] as const
const noRight = ['permission denied', 'Give this user the right to read and write the folder'] as const
const noSpace = ['no space left', 'Free some space'] as const
const tooMany = ['too many open files', 'Raise the limit of open files'] as const

/** What a file system's error number means here, and the remedy. */
const meanings: Readonly<Record<string, readonly [means: string, remedy: string]>> = {
  EACCES: noRight,
  EPERM: noRight,
  EROFS: ['the file system is read-only', 'Mount it for writing'],
  ENOSPC: noSpace,
  EDQUOT: noSpace,
  ENOTDIR: wayBlocked,
  EEXIST: wayBlocked,
  EISDIR: wayBlocked,
  ENOTEMPTY: wayBlocked,
  ENAMETOOLONG: ['the path is too long', 'Use a folder with a shorter path, or a shorter --name'],
  ENOENT: ['a folder of its path is gone or cannot be made', 'Use a folder on a disk'],
  ELOOP: ['symbolic links lead in a circle', 'Remove them'],
  EXDEV: ['the folder spans several file systems', 'Keep the store on one file system'],
  EMFILE: tooMany,
  ENFILE: tooMany,
}

/** The error number's name, such as `ENOENT`, of an error that a file system gave; else undefined. */
export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

/** Runs file system work, and turns its errors into what a user can act on. */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>

/** A guard whose errors, AssayError `store-unavailable`, name `key` and `folder`; `act` is a verb such as "read". */
export const guardFor =
  (act: string, key: string, folder: string): Guard =>
  async (work) => {
    try {
      return await work()
    } catch (error) {
      const code = errnoOf(error)
      if (code === undefined) throw error
      const [means, remedy] = meanings[code] ?? ['the file system failed', 'Look after the file system']
      throw new AssayError(
        'store-unavailable',
        `cannot ${act} ${JSON.stringify(key)} in the store ${JSON.stringify(folder)}: ${means} (${code}). ${remedy}.`,
        { cause: error },
      )
    }
  }
