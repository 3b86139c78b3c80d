import type { Outcome } from '../../lib/assay.ts'
import type { Reported } from '../../lib/report/reported.ts'
import type { Console } from './console.ts'
import type { InterruptStatus } from './status.ts'

type Reports = AsyncGenerator<readonly Reported[], Outcome>

export interface Interruption {
  /** The same reports until the process is told to end; then they throw, whatever they wait for. */
  readonly ending: (reports: Reports) => Reports
  /** The exit status that says by what the process was told to end; null while it was not. */
  readonly status: () => InterruptStatus | null
}

/** The first signal ends the reports, so that whoever takes them can undo what it began; a second one ends the process. */
export const interruption = (console: Console): Interruption => {
  let status: InterruptStatus | null = null
  let wake = (): void => {}
  console.onInterrupt = (told) => {
    delete console.onInterrupt
    status = told
    wake()
  }
  return {
    status: () => status,
    async *ending(reports) {
      try {
        for (;;) {
          const step = await new Promise<IteratorResult<readonly Reported[], Outcome>>((resolve, reject) => {
            wake = () => reject(new Error('interrupted'))
            if (status === null) reports.next().then(resolve, reject)
            else wake()
          })
          if (step.done) return step.value
          yield step.value
        }
      } finally {
        // What they wait for may never come, and the process ends anyway.
        if (status === null) await reports.return(undefined as never)
      }
    },
  }
}
