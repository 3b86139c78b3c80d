import { GetObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { S3Api } from './s3-client.ts'
import { placed, type S3Place } from './s3-place.ts'

/** A URL that gives the object under `key` to whoever knows it, for so many seconds. No request is made. */
export const presignedUrl = async (
  { client }: S3Api,
  place: S3Place,
  key: string,
  seconds: number,
): Promise<URL> => {
  const command = new GetObjectCommand({ Bucket: place.bucket, Key: placed(place, key) })
  return new URL(await getSignedUrl(client, command, { expiresIn: seconds }))
}
