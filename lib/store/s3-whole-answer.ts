import type { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import { s3Fault } from './s3-failure.ts'

interface HttpAnswer {
  readonly statusCode: number
  readonly body: Readable & { readonly socket: { readonly bytesRead: number } }
}

/** An object that was found: who reads it bounds its pauses (`s3-body.ts`), and may take long between them. */
const isObject = (command: string | undefined, { statusCode }: HttpAnswer): boolean =>
  command === 'GetObjectCommand' && statusCode < 300

/** Breaks an answer off of which nothing came for `ms` milliseconds, or for twice as long at the most. */
const endWhenIdle = (ms: number, { body }: HttpAnswer): void => {
  // An answer without a body may have ended already, and one that broke tells of no end.
  if (body.destroyed) return
  // What has this mark the client tries again.
  const late = Object.assign(s3Fault('TimeoutError'), { $retryable: {} })
  // It may break when nobody reads it any more.
  body.on('error', () => {})
  let seen = body.socket.bytesRead
  const timer = setInterval(() => {
    const { bytesRead } = body.socket
    if (bytesRead === seen) body.destroy(late)
    if (body.destroyed) clearInterval(timer)
    seen = bytesRead
  }, ms)
  body.once('close', () => clearInterval(timer))
}

/**
 * Bounds the pauses in every answer that the client reads whole: XML, errors among it. The client itself bounds the
 * wait for an answer's beginning only, so that a connection which stalls half way would hold a call, and the function
 * that made it, for ever. A pause, not the whole: S3 sends blanks while it joins the parts of a large object. What is
 * broken off is tried again as any other timeout.
 */
export const boundAnswers = (client: S3Client, ms: number): void => {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args)
        const answer = result.response as HttpAnswer
        if (!isObject(commandName, answer)) endWhenIdle(ms, answer)
        return result
      },
    // The lowest is nearest to the connection: nothing reads before it.
    { step: 'deserialize', priority: 'low', name: 'boundAnswers' },
  )
}
