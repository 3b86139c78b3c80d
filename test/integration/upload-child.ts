/**
 * The upload function as a process that may die at one of its writes: `upload-child.ts STORE-URI EXPORTS-BUCKET EVENT`.
 * KILL_AT is the write (1 is the first), KILL_WHEN `before` it, `during` it (when the request is on its way) or `after`
 * it. Alive to the end it exits with 0, or with 1 when the event was not all done.
 */
import { setTimeout } from 'node:timers/promises'
import { handleEvent } from '../../functions/upload/handle.ts'
import { s3Store } from '../../lib/store/s3.ts'
import { s3Connection } from '../../lib/store/s3-lazy-connection.ts'
import { s3PlaceOf } from '../../lib/store/s3-place.ts'
import { openVersion } from '../../lib/store/s3-version.ts'
import type { Store } from '../../lib/store/store.ts'

const [uri = '', bucket = '', event = ''] = process.argv.slice(2)
const { KILL_AT = '', KILL_WHEN = '' } = process.env

const die = (): void => void process.kill(process.pid, 'SIGKILL')

const mortal = (store: Store): Store => {
  let writes = 0
  const write = async <T>(act: () => Promise<T>): Promise<T> => {
    writes += 1
    if (String(writes) !== KILL_AT) return act()
    if (KILL_WHEN === 'before') die()
    const written = act()
    if (KILL_WHEN === 'during') {
      // About as long as the server takes to have read the request.
      await Promise.race([written, setTimeout(2)])
      die()
    }
    const outcome = await written
    die()
    return outcome
  }
  return {
    ...store,
    put: (key, body) => write(() => store.put(key, body)),
    async stage(name, body) {
      const staged = await store.stage(name, body)
      return { ...staged, place: (key) => write(() => staged.place(key)) }
    },
  }
}

const connect = s3Connection()
try {
  await handleEvent(JSON.parse(event), {
    store: mortal(s3Store(s3PlaceOf(uri), connect)),
    bucket,
    open: (version) => openVersion(connect, version),
    log() {},
  })
} catch {
  process.exitCode = 1
}
