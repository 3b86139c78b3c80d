import { mkdir, open, realpath, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { AssayError } from '../error.ts'
import { errnoOf } from './file-failure.ts'
import { foldedName, unfoldedName } from './file-name.ts'

/** Holds what is being written. Keys do not begin with a dot, so none reaches it and `list` does not show it. */
export const draftFolder = '.unfinished'

/** The only keys that hold names chosen outside, so the only ones that can differ in nothing but case. */
const namedOutside = 'reports'

/** What differs from one file system to another. */
export interface Disk {
  /** Whether names in `folder`, where an entry `reports` stands, are one name when only their case differs. */
  ignoresCase(folder: string): Promise<boolean>
  link(from: string, to: string): Promise<void>
}

/** A file store's folder, found and probed. */
export interface Place {
  /** The folder's real path. */
  readonly root: string
  /** The path of a key, or of the beginning of one that ends where a segment does. */
  pathOf(key: string): string
  /** The key of the entry `name` in the folder of the keys that begin with `parent` (empty, or ending in `/`). */
  keyOf(parent: string, name: string): string
}

/** What `work` gives, or null where the path does not exist or leads through a file. */
export const orAbsent = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}

/** The file that stands where `folder`, an absolute path, or one of the folders above it is due. */
const fileInTheWay = async (folder: string): Promise<string> =>
  (await orAbsent(stat(folder))) === null ? fileInTheWay(dirname(folder)) : folder

const noFolder = async (folder: string, cause: unknown): Promise<AssayError> => {
  const file = await fileInTheWay(folder)
  const what = file === folder ? '' : ` cannot be made: ${JSON.stringify(file)}`
  return new AssayError(
    'store-unavailable',
    `the store ${JSON.stringify(folder)}${what} is a file, where a folder is due. Move the file away.`,
    { cause },
  )
}

/**
 * The store at `folder`, an absolute path, or null when nothing is there.
 * @throws AssayError `store-unavailable` when a file is there; else the file system's error
 */
export const findPlace = async (folder: string, disk: Disk): Promise<Place | null> => {
  let root: string
  try {
    // The trailing separator makes a file that stands there an ENOTDIR.
    root = await realpath(folder + sep)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw errnoOf(error) === 'ENOTDIR' ? await noFolder(folder, error) : error
  }
  const folds = await disk.ignoresCase(root)
  const convert = (segments: string[], name: (segment: string) => string): string[] =>
    folds && segments[0] === namedOutside ? [namedOutside, ...segments.slice(1).map(name)] : segments
  return {
    root,
    pathOf: (key) => join(root, ...convert(key.split('/'), foldedName)),
    keyOf: (parent, name) =>
      parent + (folds && parent.startsWith(`${namedOutside}/`) ? unfoldedName(name) : name),
  }
}

/** As {@link findPlace}, made for writing `key` where it is not there. */
export const makePlace = async (folder: string, key: string, disk: Disk): Promise<Place> => {
  const [top = '', ...rest] = key.split('/')
  // Whether case counts is probed on this entry, so it must stand before a path is built.
  await makeFolder(rest.length > 0 ? join(folder, top) : folder).catch(async (error) => {
    // Where it is the store itself that cannot be, that says so.
    await findPlace(folder, disk)
    throw error
  })
  const place = await findPlace(folder, disk)
  if (place !== null) return place
  throw new AssayError(
    'store-unavailable',
    `the store ${JSON.stringify(folder)} was removed while in use. Leave it in place.`,
  )
}

/** The real path of what stands at `path`, or null; throws where a symbolic link leads out of the store. */
export const insidePlace = async (place: Place, path: string): Promise<string | null> => {
  const real = await orAbsent(realpath(path))
  if (real === null || real === place.root) return real
  if (real.startsWith(place.root.endsWith(sep) ? place.root : place.root + sep)) return real
  throw new AssayError(
    'store-unavailable',
    `a symbolic link leads ${JSON.stringify(path)} out of the store ${JSON.stringify(place.root)}. Remove it.`,
  )
}

/** Makes the folder of a path inside the store, with those above it, and makes them last. */
export const makeFolderInside = async (place: Place, path: string): Promise<void> => {
  let standing = path
  while ((await insidePlace(place, standing)) === null) standing = dirname(standing)
  await makeFolder(path)
}

/** Makes a folder's entries survive a power cut; some file systems know no such thing, and say so. */
export const syncFolder = async (path: string): Promise<void> => {
  try {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR'].includes(errnoOf(error) ?? '')) throw error
  }
}

/** Folder by folder, each only once its parent stands: Node's recursive `mkdir` asks for ever where /proc refuses. */
const makeFolder = async (path: string): Promise<void> => {
  if (await isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeFolder(parent)
  try {
    await mkdir(path)
  } catch (error) {
    // Another process may have made it.
    if (errnoOf(error) !== 'EEXIST' || !(await isFolder(path))) throw error
  }
  await syncFolder(parent)
}

const isFolder = async (path: string): Promise<boolean> =>
  (await orAbsent(stat(path)))?.isDirectory() === true

/** Asks the file system itself: under which names does it show the one entry. */
export const ignoresCase = async (folder: string): Promise<boolean> => {
  const written = await orAbsent(stat(join(folder, namedOutside), { bigint: true }))
  const shouted = await orAbsent(stat(join(folder, namedOutside.toUpperCase()), { bigint: true }))
  return written !== null && shouted !== null && written.ino === shouted.ino && written.dev === shouted.dev
}
