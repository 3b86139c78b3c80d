import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { errnoOf } from './file-failure.ts'
import { orAbsent } from './file-place.ts'

const tryTake = async (path: string, token: string): Promise<boolean> => {
  try {
    await writeFile(path, token, { flag: 'wx' })
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

const holderOf = (path: string): Promise<string | null> => orAbsent(readFile(path, 'utf8'))

/**
 * Runs `work` while no other process holds the lock file at `path`. What is done under it takes milliseconds, so a
 * holder that is still the same after `patience` milliseconds of waiting has died, and its lock is taken over.
 * Neither clocks nor process ids are compared: machines and containers may share the folder.
 */
export const withLock = async <T>(path: string, work: () => Promise<T>, patience = 5000): Promise<T> => {
  const token = randomUUID()
  let watched: string | null = null
  let since = performance.now()
  while (!(await tryTake(path, token))) {
    const holder = await holderOf(path)
    if (holder !== watched) {
      watched = holder
      since = performance.now()
    } else if (performance.now() - since > patience) {
      // Of those that wait, one that is late must not take away the lock of another that was faster.
      await withLock(`${path}.${holder}`, async () => {
        if ((await holderOf(path)) === holder) await rm(path, { force: true })
      })
    }
    await setTimeout(2 + Math.random() * 8)
  }
  try {
    return await work()
  } finally {
    if ((await holderOf(path)) === token) await rm(path, { force: true })
  }
}
