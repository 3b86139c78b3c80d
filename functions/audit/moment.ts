import * as v from 'valibot'

/** What EventBridge Scheduler and EventBridge rules say: `time` is when the schedule was due. */
const scheduled = v.object({ time: v.pipe(v.string(), v.isoTimestamp()) })

/** The moment that an event asks for; `now` for one that names none, such as a test event. */
export const momentOf = (event: unknown, now: Date): Date => {
  const given = v.safeParse(scheduled, event)
  const moment = given.success ? new Date(given.output.time) : now
  return Number.isNaN(moment.getTime()) ? now : moment
}
