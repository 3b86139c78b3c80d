import type { S3Api } from './s3-client.ts'
import { s3Fault } from './s3-failure.ts'
import type { S3Place } from './s3-place.ts'
import { putIf } from './s3-write.ts'

/** Beginning with a dot it is no key of a store, so that no list shows it. */
const name = '.conditional-writes'

/**
 * Makes sure that the server keeps what conditional writes promise: a server that knows no conditions ignores them
 * without a word, and so does Ceph (16 at least) in buckets with versioning. Then two writers of one object would both
 * be told that they made it.
 *
 * Asked with an empty object, which has to be put twice the first time and is refused ever after. AWS is not asked:
 * its documentation promises it (Amazon S3 User Guide, "How to prevent object overwrites").
 *
 * Throws the fault `ConditionIgnored`.
 */
const prove = async (api: S3Api, place: S3Place): Promise<void> => {
  const target = { Bucket: place.bucket, Key: place.prefix + name }
  const put = () => putIf(api, target, new Uint8Array(), { IfNoneMatch: '*' })
  if (api.isElsewhere() && (await put()) && (await put())) throw s3Fault('ConditionIgnored')
}

/**
 * Gives what is to be awaited after a write that was not refused, before it is believed. It asks once for each store:
 * a write that found an object has proven as much.
 */
export const conditionsProof = (place: S3Place): ((api: S3Api) => Promise<void>) => {
  let proof: Promise<void> | undefined
  return (api) => {
    proof ??= prove(api, place).catch((error) => {
      proof = undefined
      throw error
    })
    return proof
  }
}
