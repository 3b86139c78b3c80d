import { Readable } from 'node:stream'
import { s3Fault } from './s3-failure.ts'

interface Answer {
  readonly Body?: unknown
  readonly ContentLength?: number | undefined
}

/**
 * The bytes of an answer as they come, exactly as many as it promised. Throws the fault `BodyBroken` when it ends early
 * or goes on, when the connection breaks or the checksum is wrong, when nothing comes for `idle` milliseconds, and
 * when it has no length, for then its end cannot be told from a broken connection's. Only waiting counts, not the time
 * that the reader takes. Who leaves early closes the connection.
 */
export const readBody = (answer: Answer, idle: number): AsyncGenerator<Uint8Array> => {
  const { Body: body, ContentLength: length } = answer
  // It may break before anyone reads; the reader hears of it then.
  if (body instanceof Readable) body.on('error', () => {})
  return chunksOf(body, length, idle)
}

async function* chunksOf(
  body: unknown,
  length: number | undefined,
  idle: number,
): AsyncGenerator<Uint8Array> {
  if (!(body instanceof Readable) || length === undefined) throw s3Fault('BodyBroken')
  let count = 0
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const chunk = await nextWithin(chunks, body, idle)
      if (chunk === null) break
      count += chunk.length
      // Checked before it is passed on: what is sent beyond a length would be taken for the next request.
      if (count > length) break
      yield chunk
    }
  } finally {
    body.destroy()
  }
  if (count !== length) throw s3Fault('BodyBroken')
}

const nextWithin = async (
  chunks: AsyncIterator<Uint8Array>,
  body: Readable,
  idle: number,
): Promise<Uint8Array | null> => {
  const timer = setTimeout(() => body.destroy(s3Fault('BodyBroken')), idle)
  try {
    const step = await chunks.next()
    return step.done ? null : step.value
  } catch {
    throw s3Fault('BodyBroken')
  } finally {
    clearTimeout(timer)
  }
}

/** An answer's bytes whole; throws as {@link readBody}. */
export const readWhole = async (answer: Answer, idle: number): Promise<Uint8Array> =>
  Buffer.concat(await Array.fromAsync(readBody(answer, idle)))

/** Closes the connection of an answer that is not to be read. */
export const discardBody = ({ Body: body }: Answer): void => {
  if (body instanceof Readable) body.destroy()
}
