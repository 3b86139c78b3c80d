import { setTimeout } from 'node:timers/promises'
import type { DatedSource } from '../upload/object.ts'
import { filesInInbox, type InboxFile } from './inbox-files.ts'
import { inboxSource } from './inbox-source.ts'

/** What is known of a file since it was first seen as it is. */
interface Seen {
  readonly signature: string
  readonly since: number
  readonly failures: number
  /** When it is to be tried again, or never again unless it changes. */
  readonly due: number
}

const done = Number.POSITIVE_INFINITY

/** Milliseconds; a file that failed is tried again later and later. */
const longestWait = 60_000
const waitAfter = (failures: number): number => Math.min(longestWait, 1000 * 2 ** (failures - 1))

export interface InboxOptions {
  readonly folder: string
  /** Does all that is to be done with a file; throws when that must be tried again. */
  readonly take: (source: DatedSource) => Promise<void>
  /** Told of a file, or of the inbox itself (null), that could not be used. */
  readonly onFailure: (key: string | null, error: unknown) => void
  readonly signal: AbortSignal
  /** Milliseconds that a file must be left alone before it counts as complete, and between two looks. */
  readonly settle?: number
  readonly interval?: number
}

/**
 * Looks after a folder as a bucket would tell of its objects: takes every file once it is complete, and again when it
 * is replaced. A file is complete when it was left alone for `settle`, whether it was written in place or moved in.
 * It looks rather than listens: that works on every file system, and finds what came while nobody looked.
 *
 * Ends when `signal` is aborted, after the file that is being taken. What fails is tried again; what cannot be looked at is told
 * of once, for as long as it stays so.
 */
export const watchInbox = async ({
  folder,
  take,
  onFailure,
  signal,
  settle = 1000,
  interval = 250,
}: InboxOptions): Promise<void> => {
  let known = new Map<string, Seen>()
  let passed: ReadonlySet<string> = new Set()
  let readable = true

  const look = (file: InboxFile): Seen => {
    const before = known.get(file.key)
    if (before?.signature === file.signature) return before
    const now = performance.now()
    return { signature: file.signature, since: now, failures: 0, due: now + settle }
  }

  const attempt = async (file: InboxFile, seen: Seen): Promise<Seen> => {
    try {
      await take(inboxSource(file))
      return { ...seen, due: done }
    } catch (error) {
      onFailure(file.key, error)
      const failures = seen.failures + 1
      return { ...seen, failures, due: performance.now() + waitAfter(failures) }
    }
  }

  const round = async (): Promise<void> => {
    const passedNow = new Set<string>()
    const files = await filesInInbox(folder, (key, error) => {
      if (!passed.has(key) && !passedNow.has(key)) onFailure(key, error)
      passedNow.add(key)
    })
    passed = passedNow
    known = new Map(files.map((file) => [file.key, look(file)]))
    for (const file of files) {
      const seen = known.get(file.key)
      if (signal.aborted || seen === undefined) return
      if (seen.due <= performance.now()) known.set(file.key, await attempt(file, seen))
    }
  }

  while (!signal.aborted) {
    const start = performance.now()
    try {
      await round()
      readable = true
    } catch (error) {
      if (readable) onFailure(null, error)
      readable = false
    }
    // A folder that takes long to look through is looked at less often.
    const pause = Math.max(interval, performance.now() - start)
    await setTimeout(pause, undefined, { signal }).catch(() => {})
  }
}
