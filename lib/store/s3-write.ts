import { hash, randomUUID } from 'node:crypto'
import type { PutObjectCommandInput } from '@aws-sdk/client-s3'
import type { S3Api } from './s3-client.ts'
import { contentTypeOf } from './s3-content-type.ts'
import { attemptsOf, nameOf, statusOf } from './s3-failure.ts'
import { isConflict, withRetries } from './s3-retry.ts'
import { putTimeout } from './s3-settings.ts'

/** An object's place in S3, its whole key. */
export interface S3Target {
  readonly Bucket: string
  readonly Key: string
}

/** What must hold for a write: nothing is there, or what has that entity tag. */
export type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string }

/** What a write says of itself beside its bytes. */
export type Labels = Pick<
  PutObjectCommandInput,
  'Bucket' | 'Key' | 'IfMatch' | 'IfNoneMatch' | 'Metadata' | 'ContentType'
>

/** Names the write that made an object, in its metadata. */
const writerMark = 'assay-write'

/** The writer's mark of an answer to `get` or `head`. */
export const writerOf = (answer: {
  readonly Metadata?: Record<string, string> | undefined
}): string | undefined => answer.Metadata?.[writerMark]

/** An entity tag as Ceph takes it in conditions of writes: without the quotes. AWS takes both. */
export const bareTag = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '')

/** No object, as `get` and `head` say it; a missing bucket is another error, but `head` cannot tell. */
export const isMissing = (error: unknown): boolean =>
  nameOf(error) === 'NoSuchKey' || nameOf(error) === 'NoSuchVersion' || nameOf(error) === 'NotFound'

/** An object's labels, or null where there is none. */
export const headOf = async (api: S3Api, target: S3Target) => {
  try {
    return await api.head({ ...target })
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/**
 * Writes once, by `send`, if `condition` holds; tells whether it did. A conflict with another writer is tried again,
 * and so is what `again` accepts beside.
 *
 * The answer to a write can be lost after the write was done; tried again, it is refused by its own work. So every
 * write is marked, and after more than one try a refusal is believed only when the mark is another's.
 */
export const writeIf = async (
  api: S3Api,
  target: S3Target,
  condition: Condition,
  send: (labels: Labels) => Promise<unknown>,
  again: (error: unknown) => boolean = isConflict,
  writer: string = randomUUID(),
): Promise<boolean> => {
  const labels = {
    ...target,
    ...condition,
    Metadata: { [writerMark]: writer },
    ContentType: contentTypeOf(target.Key),
  }
  let mayBeDone = false
  const attempt = async (): Promise<boolean> => {
    try {
      await send(labels)
      return true
    } catch (error) {
      mayBeDone ||= attemptsOf(error) > 1
      const refused = statusOf(error) === 412 || ('IfMatch' in condition && nameOf(error) === 'NoSuchKey')
      if (refused) return mayBeDone && writerOf((await headOf(api, target)) ?? {}) === writer
      mayBeDone ||= !isConflict(error)
      throw error
    }
  }
  return withRetries(2 * api.settings.attempts, attempt, again)
}

/** The checksum that servers compare with what arrived; buckets with Object Lock take nothing without one. */
export const checksumOf = (sha256: string) =>
  ({ ChecksumAlgorithm: 'SHA256', ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') }) as const

/** One conditional put of bytes in memory; `writeIf` with the rest of it. */
export const putIf = (
  api: S3Api,
  target: S3Target,
  body: Uint8Array,
  condition: Condition,
  writer?: string,
): Promise<boolean> => {
  const checksum = checksumOf(hash('sha256', body, 'hex'))
  const options = { requestTimeout: putTimeout(api.settings, body.length) }
  const send = (labels: Labels) => api.put({ ...labels, ...checksum, Body: body }, options)
  return writeIf(api, target, condition, send, isConflict, writer)
}
