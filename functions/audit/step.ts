import * as v from 'valibot'
import type { StoredObject } from '../../lib/store/store.ts'

/** What the state machine's map gives for each object of the bucket (Amazon S3 API, ListObjectsV2). */
const item = v.object({
  Key: v.string(),
  Size: v.number(),
  // Step Functions writes seconds since 1970, other lists RFC 3339.
  LastModified: v.union([v.number(), v.string()]),
})
const takeIn = v.object({ step: v.literal('take-in'), Items: v.array(item) })

const timeOf = (given: string | number): Date => new Date(typeof given === 'number' ? given * 1000 : given)

/** The objects that a step of the state machine is to take in; null for every other event. */
export const objectsToTakeIn = (event: unknown): StoredObject[] | null => {
  const step = v.safeParse(takeIn, event)
  if (!step.success) return null
  return step.output.Items.map(({ Key, Size, LastModified }) => ({
    key: Key,
    size: Size,
    modified: timeOf(LastModified),
  }))
}
