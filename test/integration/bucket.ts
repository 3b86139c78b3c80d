import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'

let count = 0

/** A client for what tests do to buckets and a store does not, and that servers other than AWS serve. */
export const testClient = (): S3Client =>
  new S3Client({ forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' })

/** Makes a bucket of the caller's own; gives its name. */
export const newBucket = async (client: S3Client, versioned = false): Promise<string> => {
  count += 1
  const Bucket = `test-${process.pid}-${count}`
  await client.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  if (versioned) await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  return Bucket
}
