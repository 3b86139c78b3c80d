import type { SQSBatchResponse } from 'aws-lambda'
import { AssayError } from '../../lib/error.ts'
import { failureFields, type Log, type LogEntry } from '../log/log.ts'
import { type CreatedObject, type Message, messagesOf } from './event.ts'
import { handleObject, type ObjectPorts, type Outcome } from './object.ts'

/** Below this, in milliseconds, nothing more is begun: most exports take less, and what is not begun loses nothing. */
const reserve = 20_000

export interface UploadPorts extends ObjectPorts {
  /** The bucket that exports are taken from; null: any. */
  readonly bucket: string | null
  readonly log: Log
  /** Milliseconds until the caller is ended; without it there is no end. */
  readonly remaining?: () => number
}

const entryOf = (result: Outcome, key: string, duration: number): LogEntry => {
  if (result.outcome === 'reported') {
    const { images, mismatches, bytes, ...fields } = result
    const metrics = { images, mismatches, bytes, duration }
    return { level: 'INFO', message: 'report written', fields: { key, ...fields }, metrics }
  }
  const fields = { key, ...result }
  if (result.outcome !== 'evidence') return { level: 'INFO', message: 'nothing to do', fields }
  const metrics = { duration }
  if (result.found === 0) return { level: 'WARN', message: 'no evidence in it', fields, metrics }
  return { level: result.misnamed ? 'WARN' : 'INFO', message: 'evidence kept', fields, metrics }
}

const handleOne = async (ports: UploadPorts, object: CreatedObject): Promise<void> => {
  const start = performance.now()
  if (ports.bucket !== null && object.bucket !== ports.bucket)
    throw new AssayError('event-foreign', `the event is about another bucket than the exports bucket`)
  const { log } = ports
  const { key } = object
  const note = (reason: string): void => log({ level: 'WARN', message: 'not used', fields: { key, reason } })
  const outcome = await handleObject({ ...ports, note }, object)
  log(entryOf(outcome, key, Math.round(performance.now() - start)))
}

/** Does all that a message names, what comes after a failure too; tells whether all of it is done. */
const handleMessage = async (ports: UploadPorts, message: Message): Promise<boolean> => {
  const failed = (error: unknown, key?: string): void =>
    ports.log({ level: 'ERROR', message: 'upload failed', fields: { key, ...failureFields(error) } })
  let objects: CreatedObject[]
  try {
    objects = message.objects()
  } catch (error) {
    failed(error)
    return false
  }
  let isDone = true
  for (const object of objects) {
    try {
      await handleOne(ports, object)
    } catch (error) {
      isDone = false
      failed(error, object.key)
    }
  }
  return isDone
}

/**
 * Handles any event that tells of objects in the exports bucket (`event.ts`): a report for each export, a place in the
 * store for each piece of evidence. Other events are done with at once. The same event again, at any time and any
 * number at once, changes nothing.
 *
 * Gives the failed messages of a queue's batch, which the queue sends again and at last sets aside; gives nothing for
 * an event that came without a queue.
 * @throws AssayError `upload-failed` when an event that came without a queue was not all done
 */
export const handleEvent = async (
  event: unknown,
  ports: UploadPorts,
): Promise<SQSBatchResponse | undefined> => {
  const { remaining = () => Number.POSITIVE_INFINITY } = ports
  const messages = messagesOf(event)
  const failed: Message[] = []
  for (const [index, message] of messages.entries()) {
    if (index > 0 && remaining() < reserve) {
      ports.log({ level: 'WARN', message: 'out of time', fields: { left: messages.length - index } })
      failed.push(...messages.slice(index))
      break
    }
    if (!(await handleMessage(ports, message))) failed.push(message)
  }
  const batchItemFailures = failed.flatMap(({ id }) => (id === null ? [] : [{ itemIdentifier: id }]))
  if (batchItemFailures.length < failed.length)
    throw new AssayError('upload-failed', 'what the event tells of could not all be done; the log says why')
  return messages.some(({ id }) => id !== null) ? { batchItemFailures } : undefined
}
