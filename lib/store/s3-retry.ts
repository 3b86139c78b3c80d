import { setTimeout } from 'node:timers/promises'
import { nameOf, statusOf } from './s3-failure.ts'

const firstWait = 100
const longestWait = 5000

/**
 * Does `work` up to `attempts` times, while it fails with what `again` accepts. For what the client cannot try again
 * by itself: streams, and answers that a later try turns. Waits as it does: any time up to a bound that doubles, so
 * that writers who collided spread.
 */
export const withRetries = async <T>(
  attempts: number,
  work: () => Promise<T>,
  again: (error: unknown) => boolean,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= attempts || !again(error)) throw error
      await setTimeout(Math.random() * Math.min(longestWait, firstWait * 2 ** (attempt - 1)))
    }
  }
}

/** Another writer of the same key is at work (AWS `ConditionalRequestConflict`, `OperationAborted`). */
export const isConflict = (error: unknown): boolean => statusOf(error) === 409

export const isBodyBroken = (error: unknown): boolean => nameOf(error) === 'BodyBroken'

const passingNames: ReadonlySet<string> = new Set([
  'BodyBroken',
  'TimeoutError',
  'RequestTimeout',
  'SlowDown',
  'BadDigest',
  'IncompleteBody',
  'XAmzContentSHA256Mismatch',
])
const passingCodes: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
])

/** Whether a stream that failed so is worth sending again. */
export const isPassing = (error: unknown): boolean => {
  const status = statusOf(error) ?? 0
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return (
    isConflict(error) ||
    passingNames.has(nameOf(error)) ||
    passingCodes.has(code) ||
    status === 429 ||
    (status >= 500 && status !== 501)
  )
}
