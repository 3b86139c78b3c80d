import { Readable } from 'node:stream'
import { discardBody, readBody } from './s3-body.ts'
import type { S3Api } from './s3-client.ts'
import { attemptsOf, s3Fault } from './s3-failure.ts'
import { isPassing } from './s3-retry.ts'
import { putTimeout } from './s3-settings.ts'
import type { StagedObject } from './s3-stage.ts'
import { checksumOf, type Labels, type S3Target, writeIf } from './s3-write.ts'

/**
 * Gives a staged object its place, unless one is there; tells whether it did.
 *
 * The bytes go through this process, as one stream from the one place to the other, because a put is the only write
 * whose condition all servers keep: Ceph takes `IfNoneMatch` with CompleteMultipartUpload and with CopyObject, and
 * ignores it. AWS keeps it there too, but a completion that met another writer (409) has lost all its parts. The way
 * through costs time on objects of more than 8 MiB and nothing else, and the same code serves everywhere. The known
 * SHA-256 is signed, so that a stream that was cut or changed on the way is refused.
 */
export const publish = (
  api: S3Api,
  { target, size, sha256 }: StagedObject,
  place: S3Target,
): Promise<boolean> =>
  writeIf(
    api,
    place,
    { IfNoneMatch: '*' },
    (labels) => relay(api, target, size, sha256, labels),
    isWorthAnother,
  )

/** What the client tried again by itself, as it does with all but streams, is not tried still more often. */
const isWorthAnother = (error: unknown): boolean => isPassing(error) && attemptsOf(error) === 1

const relay = async (
  api: S3Api,
  from: S3Target,
  size: number,
  sha256: string,
  labels: Labels,
): Promise<void> => {
  const { settings } = api
  const answer = await api.get({ ...from })
  if (answer.ContentLength !== size) {
    discardBody(answer)
    throw s3Fault('BodyBroken')
  }
  const body = Readable.from(readBody(answer, settings.idleMs), { objectMode: false })
  const cut = new AbortController()
  let fault: unknown
  // Without a listener the failing stream ends the process; without an abort, the put waits for the rest.
  body.once('error', (error) => {
    fault = error
    cut.abort()
  })
  const input = { ...labels, ...checksumOf(sha256), Body: body, ContentLength: size }
  const options = { requestTimeout: putTimeout(settings, size), abortSignal: cut.signal }
  try {
    await api.put(input, options, sha256)
  } catch (error) {
    throw fault ?? error
  } finally {
    body.destroy()
    discardBody(answer)
  }
}
