import type { Helpers } from '../verify/rounds.ts'
import type { AssayContext } from './context.ts'
import { performTask, type Unread, type Work } from './task.ts'
import type { WorkerPool } from './worker-pool.ts'

/**
 * Bytes of elements that are worth another thread on any machine, if so many are left: it is called in as soon as the
 * first images are done, which makes 100,000 images 2 per cent faster than to measure first.
 */
const worthBytes = 2 ** 27
/** Bytes of elements that this thread assays in any case: the first images are done sooner without another's start. */
const firstBytes = 2 ** 16
/** Bytes of elements that this thread assays before it tells how fast it is. */
const aloneBytes = 2 ** 22

/**
 * Milliseconds of work left for one thread for which another is worth its start and its memory; for two others it is
 * half as much. Measured on two processors, where two threads take 1.4 times the processor time of one: with half of this
 * they are 8 per cent slower, with as much they are as fast, with five times as much a quarter faster.
 */
const worthTime = 3000

/** Whether others are worth calling in, by how much is left and how long this thread would take for it. */
const worthWatch = (others: number, expected: (seen: number) => number) => {
  let seen = 0
  let since: { readonly seen: number; readonly time: number } | null = null
  return ({ type, items }: Work): boolean => {
    // What is left for later is little.
    if (type !== 'elements') return false
    for (const { bytes } of items) seen += bytes.length
    if (seen <= firstBytes) return false
    const left = expected(seen) - seen
    if (Number.isFinite(left) && left > worthBytes) return true
    if (seen <= aloneBytes) return false
    if (left === Number.POSITIVE_INFINITY) return true
    since ??= { seen, time: performance.now() }
    // The first ones say little: V8 has yet to compile what they run.
    if (seen < 2 * aloneBytes) return false
    const timePerByte = (performance.now() - since.time) / (seen - since.seen)
    return others * left * timePerByte > worthTime
  }
}

/** Tasks that keep a worker busy while this thread sums up, writes and does one itself. */
const enoughTasks = 10

/** Searches that keep a worker busy while this thread does one: each may take seconds, and all wait for the last. */
const enoughSearches = 2
/** Milliseconds that this thread searches before it calls in others. */
const aloneTime = 1000

/** Who works on one export: this thread, and others where the work is worth it. */
export interface Scheduler {
  /** In the order in which work is asked for, the export's images are reported. */
  perform(work: Work): Promise<Unread>
  /** Tasks to be begun while one is waited for, so that nobody is idle and no queue grows. */
  readonly ahead: number
  /** For searches that take long: what they find is the same, whoever searches. */
  readonly helpers: Helpers
  end(): Promise<void>
}

/**
 * `jobs` threads at most; with one, all is done here. The results are the same for any number. `expected` tells how many
 * bytes of elements the whole export will have, by those that were seen so far: infinitely many where nobody knows.
 */
export const createScheduler = (
  jobs: number,
  context: AssayContext,
  expected: (seen: number) => number,
): Scheduler => {
  let tasks = 0
  let pool: Promise<WorkerPool> | null = null
  let ready: WorkerPool | null = null
  let searching: number | null = null
  const isWorth = worthWatch(jobs - 1, expected)
  // Loaded where it is needed: its threads run its module, and a bundle's first file does more than that. This thread
  // splits, sums up and writes, and assays what the others are too busy for: with `jobs` others it would be one too many.
  const call = async (): Promise<WorkerPool> => {
    const { startWorkerPool } = await import('./worker-pool.ts')
    ready = startWorkerPool(jobs - 1, context)
    return ready
  }
  return {
    async perform(work) {
      const task = { number: tasks++, work }
      if (jobs > 1 && (pool !== null || isWorth(work))) {
        pool ??= call()
        const called = await pool
        if (called.backlog() < enoughTasks) return called.perform(task)
      }
      const results = await performTask(task, context)
      return () => results
    },
    // Some more than all workers take: the rest is done here.
    // What this thread performs waits for what others were sent before, so that there is room for as much of its own.
    ahead: jobs < 2 ? 0 : enoughTasks * jobs,
    helpers: {
      idle() {
        searching ??= performance.now()
        if (pool === null && jobs > 1 && performance.now() - searching > aloneTime) {
          pool = call()
          // Whoever ends the pool is told what keeps it from starting.
          pool.catch(() => undefined)
        }
        return ready !== null && ready.backlog() < enoughSearches ? ready : null
      },
      ahead: jobs < 2 ? 0 : 2 * enoughSearches * jobs,
    },
    end: async () => (await pool)?.end(),
  }
}
