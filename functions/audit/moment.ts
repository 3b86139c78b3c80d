import * as v from 'valibot'
import { isFarAhead } from '../../lib/audit/ahead.ts'
import { AssayError } from '../../lib/error.ts'

/** What EventBridge Scheduler and EventBridge rules say: `time` is when the schedule was due. */
const scheduled = v.object({ time: v.pipe(v.string(), v.isoTimestamp()) })

/**
 * The moment that an event asks for; `now` for one that names none, such as a test event.
 * @throws AssayError `moment-ahead`
 */
export const momentOf = (event: unknown, now: Date): Date => {
  const given = v.safeParse(scheduled, event)
  const moment = given.success ? new Date(given.output.time) : now
  if (Number.isNaN(moment.getTime())) return now
  if (isFarAhead(moment, now))
    throw new AssayError(
      'moment-ahead',
      `the event asks for ${moment.toISOString()}, more than a day ahead of the clock, ${now.toISOString()}`,
    )
  return moment
}
