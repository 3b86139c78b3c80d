import type { Outcome } from '../../lib/assay.ts'
import { calledBy } from '../../lib/report/rejection-text.ts'
import type { Renderer, ReportFrame } from '../../lib/report/renderer.ts'
import type { Reported } from '../../lib/report/reported.ts'
import { blockOutput } from './block-output.ts'
import type { Console } from './console.ts'
import { sayRejections } from './rejections.ts'
import type { statusWatch } from './status.ts'

type Reports = AsyncGenerator<readonly Reported[], Outcome>

/** Puts a report on standard output piece by piece, each answered by whether anyone still reads there. */
export interface Printer {
  readonly begin: () => Promise<boolean>
  readonly images: (reports: readonly Reported[]) => Promise<boolean>
  readonly end: (frame: ReportFrame) => Promise<boolean>
  /** Writes what is left where the report ends early. */
  readonly flush: () => Promise<boolean>
}

/**
 * A printer that also shows `watch` what goes by, and says on standard error what could not be reported on; `names` are
 * what the sources are called there.
 */
export const printer = (
  renderer: Renderer,
  { out, say }: Console,
  watch: ReturnType<typeof statusWatch>,
  names: readonly string[],
): Printer => {
  const blocks = blockOutput(out)
  return {
    begin: () => blocks.write(renderer.head()),
    async images(reports) {
      let read = true
      for (const reported of reports) {
        watch.image(reported)
        read = await blocks.write(renderer.image(reported))
      }
      return read
    },
    end: async (frame) => {
      const empty = watch.end(frame)
      await blocks.write(renderer.tail(frame))
      const read = await blocks.flush()
      const { rejected, summary } = frame
      const sources = calledBy(frame.sources, names)
      sayRejections({ rejected, rejections: summary.rejected, sources }, say)
      for (const source of empty) say(`${sources[source]?.name}: holds no image`)
      return read
    },
    flush: blocks.flush,
  }
}

/** Prints the reports for as long as someone reads, and does no work beyond that. */
export const printAll = async (reports: Reports, { begin, images, end, flush }: Printer): Promise<void> => {
  try {
    let read = await begin()
    while (read) {
      const step = await reports.next()
      if (step.done) {
        await end(step.value.frame)
        return
      }
      read = await images(step.value)
    }
  } finally {
    await flush()
  }
}

/** The same reports, each printed as it goes by: to the last, whether anyone reads or not. */
export async function* printed(reports: Reports, { begin, images, end, flush }: Printer): Reports {
  try {
    await begin()
    for (;;) {
      const step = await reports.next()
      if (step.done) {
        await end(step.value.frame)
        return step.value
      }
      await images(step.value)
      yield step.value
    }
  } finally {
    await flush()
  }
}
