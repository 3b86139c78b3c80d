import { realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The real path of a folder, of which the last parts may not be there yet. */
const realPath = async (path: string): Promise<string> => {
  const whole = resolve(path)
  try {
    return await realpath(whole)
  } catch {
    const parent = dirname(whole)
    return parent === whole ? whole : join(await realPath(parent), relative(parent, whole))
  }
}

const within = (inner: string, outer: string): boolean =>
  inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep)

/** Whether a folder and the store that `uri` names lie in one another: a report could then pass for an export. */
export const overlaps = async (folder: string, uri: string): Promise<boolean> => {
  if (!/^file:/i.test(uri)) return false
  const store = await realPath(/^file:\/\//i.test(uri) ? fileURLToPath(uri) : uri.slice('file:'.length))
  const inbox = await realPath(folder)
  return within(store, inbox) || within(inbox, store)
}
