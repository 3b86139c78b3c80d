import { createHash, hash } from 'node:crypto'
import type { CompletedPart } from '@aws-sdk/client-s3'
import type { Guard } from './file-failure.ts'
import type { S3Api } from './s3-client.ts'
import { contentTypeOf } from './s3-content-type.ts'
import { attemptsOf, nameOf, s3Fault } from './s3-failure.ts'
import type { Part } from './s3-parts.ts'
import { putTimeout } from './s3-settings.ts'
import { checksumOf, headOf, type S3Target } from './s3-write.ts'

/** An object in its staging place, complete. */
export interface StagedObject {
  readonly target: S3Target
  /** In bytes. */
  readonly size: number
  /** Hex SHA-256 of the whole. */
  readonly sha256: string
}

/**
 * Uploads `parts` as one object under `target`, which must be the caller's own. Holds the part that is on its way and
 * the one that is being filled. When anything fails, the parts' own maker included, nothing is left of it; what its
 * maker throws comes out as it is, all else through `guard`.
 */
export const stage = async (
  api: S3Api,
  target: S3Target,
  parts: AsyncIterable<Part>,
  guard: Guard,
): Promise<StagedObject> => {
  const begun = { ...target, ContentType: contentTypeOf(target.Key), ChecksumAlgorithm: 'SHA256' } as const
  const { UploadId } = await guard(() => api.begin(begun))
  const upload = { ...target, UploadId }
  const digest = createHash('sha256')
  const done: CompletedPart[] = []
  let size = 0
  let onItsWay: Promise<unknown> = Promise.resolve()
  try {
    for await (const { bytes } of parts) {
      await onItsWay
      size += bytes.length
      if (size > api.settings.wholeBytes) await guard(() => Promise.reject(s3Fault('TooLarge')))
      digest.update(bytes)
      onItsWay = guard(async () => done.push(await sendPart(api, upload, done.length + 1, bytes)))
      // Awaited at the next part; until then a failure is not to count as unhandled.
      onItsWay.catch(() => {})
    }
    await onItsWay
    await guard(() => complete(api, upload, done, size))
  } catch (error) {
    await onItsWay.catch(() => {})
    // What stays is no object, and a lifecycle rule ends it, as it does an upload whose beginning was never answered.
    await api.abort(upload).catch(() => {})
    throw error
  }
  return { target, size, sha256: digest.digest('hex') }
}

interface Upload extends S3Target {
  readonly UploadId: string | undefined
}

const sendPart = async (
  api: S3Api,
  upload: Upload,
  PartNumber: number,
  Body: Uint8Array,
): Promise<CompletedPart> => {
  const checksum = checksumOf(hash('sha256', Body, 'hex'))
  const options = { requestTimeout: putTimeout(api.settings, Body.length) }
  const { ETag } = await api.part({ ...upload, ...checksum, PartNumber, Body }, options)
  return { PartNumber, ETag, ChecksumSHA256: checksum.ChecksumSHA256 }
}

const complete = async (api: S3Api, upload: Upload, Parts: CompletedPart[], size: number): Promise<void> => {
  try {
    // The server may join the parts before it answers.
    await api.complete(
      { ...upload, MultipartUpload: { Parts } },
      { requestTimeout: putTimeout(api.settings, size) },
    )
  } catch (error) {
    // The upload is gone when an earlier try completed it and only its answer was lost.
    const mayBeDone = nameOf(error) === 'NoSuchUpload' && attemptsOf(error) > 1
    const { Bucket, Key } = upload
    if (!mayBeDone || (await headOf(api, { Bucket, Key }))?.ContentLength !== size) throw error
  }
}
