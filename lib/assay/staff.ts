import type { Crew } from './crew.ts'
import type { Given } from './element.ts'
import { performTask, type Task, type Unread } from './task.ts'

/** Bytes of elements that this thread assays before others are called in: they take a while to start. */
const aloneBytes = 2 ** 22

/** Tasks that keep a worker busy while this thread sums up, writes and does one itself. */
const enoughTasks = 10

/** Who performs the tasks of one export: this thread, and others where the work is worth it. */
export interface Staff {
  perform(task: Task): Promise<Unread>
  /** Tasks to be begun while one is waited for, so that nobody is idle and no queue grows. */
  readonly ahead: number
  end(): Promise<void>
}

/** `jobs` threads at most; with one, all is done here. The results are the same for any number. */
export const createStaff = (jobs: number, given: Given): Staff => {
  const performHere = async (task: Task): Promise<Unread> => {
    const results = await performTask(task, given)
    return () => results
  }
  if (jobs < 2) return { perform: performHere, ahead: 0, end: async () => {} }
  let crew: Promise<Crew> | null = null
  let seen = 0
  // Loaded where it is needed: its threads run its module, and a bundle's first file does more than that. This thread
  // splits, sums up and writes, and assays what the others are too busy for: with `jobs` others it would be one too many.
  const call = async (): Promise<Crew> => (await import('./crew.ts')).startCrew(jobs - 1, given)
  return {
    async perform(task) {
      for (const { bytes } of task.items) seen += bytes.length
      if (crew === null && seen <= aloneBytes) return performHere(task)
      crew ??= call()
      const called = await crew
      return called.backlog() < enoughTasks ? called.perform(task) : performHere(task)
    },
    // Some more than all workers take: the rest is done here.
    ahead: (enoughTasks + 2) * (jobs - 1),
    end: async () => (await crew)?.end(),
  }
}
