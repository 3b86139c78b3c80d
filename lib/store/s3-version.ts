import { discardBody, readBody } from './s3-body.ts'
import type { S3Connection } from './s3-connection.ts'
import { s3Guard, statusOf } from './s3-failure.ts'
import { bareTag, isMissing } from './s3-write.ts'

/** One state of an object, as an event names it: by its version, or in buckets without them by its entity tag. */
export type S3Version = {
  readonly bucket: string
  /** The key itself, unescaped. */
  readonly key: string
} & ({ readonly versionId: string } | { readonly etag: string })

/** An object that is being read: a `Source` of `lib/export`, and what else a report needs to know of it. */
export interface OpenVersion {
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Called once. Throws AssayError `store-unavailable` unless it gives exactly `size` bytes. */
  open(): AsyncIterable<Uint8Array>
  readonly lastModified: Date | null
  /** Closes the connection of what is not to be read. */
  discard(): void
}

/**
 * `superseded`: the object is another by now, of which another event tells. `gone`: it was deleted. Both are done with:
 * trying again finds nothing else.
 */
export type VersionOutcome =
  | { readonly outcome: 'open'; readonly source: OpenVersion }
  | { readonly outcome: 'superseded' | 'gone' }

/** S3 answers 405 to a version that marks a deletion. */
const isGone = (error: unknown): boolean => isMissing(error) || statusOf(error) === 405

/**
 * Opens exactly the version that an event names, never a later one. What fails, at once or on the way, is AssayError
 * `store-unavailable`: the caller may begin anew. A broken or short body never passes for a short export.
 */
export const openVersion = (connect: S3Connection, version: S3Version): Promise<VersionOutcome> => {
  const { bucket, key } = version
  const guard = s3Guard('read', key, `the bucket ${JSON.stringify(bucket)}`)
  const pin = 'versionId' in version ? { VersionId: version.versionId } : { IfMatch: bareTag(version.etag) }
  return guard(async (): Promise<VersionOutcome> => {
    const api = await connect()
    try {
      const answer = await api.get({ Bucket: bucket, Key: key, ...pin })
      const body = readBody(answer, api.settings.idleMs)
      const source: OpenVersion = {
        name: key,
        size: answer.ContentLength ?? 0,
        lastModified: answer.LastModified ?? null,
        async *open() {
          try {
            for (;;) {
              const step = await guard(() => body.next())
              if (step.done) return
              yield step.value
            }
          } finally {
            discardBody(answer)
          }
        },
        discard: () => discardBody(answer),
      }
      return { outcome: 'open', source }
    } catch (error) {
      if (statusOf(error) === 412) return { outcome: 'superseded' }
      if (isGone(error)) return { outcome: 'gone' }
      throw error
    }
  })
}
