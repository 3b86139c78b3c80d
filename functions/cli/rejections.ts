import { countText } from '../../lib/report/byte-text.ts'
import { rejectionText } from '../../lib/report/rejection-text.ts'
import type { Rejection, SourceReport } from '../../lib/report/schema.ts'
import type { Console } from './console.ts'

interface Rejected {
  /** The first ones. */
  readonly rejected: readonly Rejection[]
  /** How many there are. */
  readonly rejections: number
  readonly sources: readonly SourceReport[]
}

/** Says what of the sources was rejected, a line each, and how many others there are. */
export const sayRejections = ({ rejected, rejections, sources }: Rejected, say: Console['say']): void => {
  for (const rejection of rejected) say(rejectionText(rejection, sources))
  const more = rejections - rejected.length
  if (more > 0)
    say(`${countText(more)} more were rejected (--limit rejections=VALUE sets how many are named)`)
}
