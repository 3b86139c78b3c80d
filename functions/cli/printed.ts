import type { Outcome } from '../../lib/assay.ts'
import { rejectionText } from '../../lib/report/rejection-text.ts'
import type { Renderer, ReportFrame } from '../../lib/report/renderer.ts'
import type { Reported } from '../../lib/report/reported.ts'
import type { Console } from './console.ts'
import type { statusWatch } from './status.ts'

type Reports = AsyncGenerator<Reported, Outcome>

/** Puts a report on standard output piece by piece, each answered by whether anyone still reads there. */
export interface Printer {
  readonly begin: () => Promise<boolean>
  readonly image: (reported: Reported) => Promise<boolean>
  readonly end: (frame: ReportFrame) => Promise<boolean>
}

/** A printer that also shows `watch` what goes by, and says on standard error what could not be reported on. */
export const printer = (
  renderer: Renderer,
  { out, say }: Console,
  watch: ReturnType<typeof statusWatch>,
): Printer => ({
  begin: () => out.write(renderer.head()),
  image: (reported) => {
    watch.image(reported)
    return out.write(renderer.image(reported))
  },
  end: async (frame) => {
    const empty = watch.end(frame)
    const read = await out.write(renderer.tail(frame))
    for (const rejection of frame.rejected) say(rejectionText(rejection, frame.sources))
    for (const source of empty) say(`${frame.sources[source]?.name}: holds no image`)
    return read
  },
})

/** Prints the reports for as long as someone reads, and does no work beyond that. */
export const printAll = async (reports: Reports, { begin, image, end }: Printer): Promise<void> => {
  let read = await begin()
  while (read) {
    const step = await reports.next()
    if (step.done) {
      await end(step.value.frame)
      return
    }
    read = await image(step.value)
  }
}

/** The same reports, each printed as it goes by: to the last, whether anyone reads or not. */
export async function* printed(reports: Reports, { begin, image, end }: Printer): Reports {
  await begin()
  for (;;) {
    const step = await reports.next()
    if (step.done) {
      await end(step.value.frame)
      return step.value
    }
    await image(step.value)
    yield step.value
  }
}
