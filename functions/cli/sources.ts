import { constants, createReadStream } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AssayError } from '../../lib/error.ts'
import { chunkBytes, type Source } from '../../lib/export/source.ts'
import { systemErrorText } from '../../lib/system-error.ts'
import { readable, type StandardInput } from './standard-input.ts'

const unreadable = (path: string, error: unknown): AssayError =>
  new AssayError('input-unreadable', `${path}: ${systemErrorText(error)}`, { cause: error })

async function* read(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes })
  } catch (error) {
    throw unreadable(path, error)
  }
}

const fileSource = async (path: string): Promise<Source> => {
  await access(path, constants.R_OK)
  const found = await stat(path)
  // A pipe (`<(oc get …)`) has no size until it ends.
  const size = found.isFile() ? { size: found.size } : {}
  return { name: basename(path), open: () => read(path), ...size }
}

/** What `act` gives, or null and one problem more. */
const attempt = async <T>(path: string, problems: AssayError[], act: () => Promise<T>): Promise<T | null> => {
  try {
    return await act()
  } catch (error) {
    problems.push(error instanceof AssayError ? error : unreadable(path, error))
    return null
  }
}

/**
 * Paths of the regular files in `folder` and its folders, but for those whose names start with a dot. Links to files
 * count (mounted ConfigMaps are made of them), links to folders don't: they can lead around in a circle.
 */
const filesIn = async (folder: string, problems: AssayError[]): Promise<string[]> => {
  const paths: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const inside = await attempt(path, problems, async () => {
      if (entry.isDirectory()) return filesIn(path, problems)
      const isFile = entry.isFile() || (entry.isSymbolicLink() && (await stat(path)).isFile())
      return isFile ? [path] : []
    })
    paths.push(...(inside ?? []))
  }
  return paths
}

export interface Named {
  readonly sources: readonly Source[]
  /** What people are told that each is called: its name, or its path where several have that name. */
  readonly names: readonly string[]
  /** What was named and is not to be had; the others are. */
  readonly problems: readonly AssayError[]
}

/** The files that one operand stands for: itself, or all in a folder, sorted by path. */
const pathsOf = async (operand: string, problems: AssayError[]): Promise<string[]> => {
  if (!(await stat(operand)).isDirectory()) return [operand]
  const before = problems.length
  const paths = await filesIn(operand, problems)
  if (paths.length === 0 && problems.length === before)
    throw new AssayError('input-unreadable', `${operand}: the folder holds no files`)
  return paths.toSorted()
}

/**
 * The sources that the operands name, in their order: files, folders and `-`, standard input. Each is known by its
 * file name without folders.
 */
export const openSources = async (operands: readonly string[], stdin: StandardInput): Promise<Named> => {
  const found: { readonly source: Source; readonly path: string }[] = []
  const problems: AssayError[] = []
  for (const operand of operands) {
    if (operand === '-') {
      const given = await attempt(operand, problems, async () => readable(stdin))
      if (given !== null) found.push({ source: { name: '-', open: () => given }, path: '-' })
      continue
    }
    const paths = await attempt(operand, problems, () => pathsOf(operand, problems))
    for (const path of paths ?? []) {
      const source = await attempt(path, problems, () => fileSource(path))
      if (source !== null) found.push({ source, path })
    }
  }
  const sources = found.map(({ source }) => source)
  const times = new Map<string, number>()
  for (const { name } of sources) times.set(name, (times.get(name) ?? 0) + 1)
  const names = found.map(({ source: { name }, path }) => (times.get(name) === 1 ? name : path))
  return { sources, names, problems }
}
