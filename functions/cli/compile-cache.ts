import { mkdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Compiled code is run as it is found: nobody else may have put it there. */
const isOwn = (folder: string): boolean => {
  const { uid, mode } = statSync(folder)
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
}

/**
 * Where a user's programs keep what they can make again, by the XDG Base Directory Specification and as macOS and
 * Windows have it; null where the home is not the user's own, as under `sudo`.
 */
const cacheHome = (): string | null => {
  const { XDG_CACHE_HOME: xdg = '', LOCALAPPDATA: local = '' } = process.env
  if (isAbsolute(xdg)) return xdg
  if (process.platform === 'win32' && isAbsolute(local)) return local
  const home = homedir()
  if (!isOwn(home)) return null
  return join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache')
}

/**
 * Has Node keep the modules that it compiles from here on, so that the next call need not: the first image of an export
 * is reported a tenth sooner. Without a folder to keep them in they are compiled each time. NODE_COMPILE_CACHE names
 * another folder, NODE_DISABLE_COMPILE_CACHE=1 does without.
 */
export const keepCompiled = (): void => {
  try {
    const home = cacheHome()
    if (home === null) return
    const folder = join(home, 'image-assay')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isOwn(folder)) enableCompileCache(folder)
  } catch {
    // There is no home, or nothing may be written there: all works without.
  }
}
