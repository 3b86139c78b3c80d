import type { _Object } from '@aws-sdk/client-s3'
import type { Guard } from './file-failure.ts'
import { isKey } from './key.ts'
import type { S3Connection } from './s3-connection.ts'
import type { S3Place } from './s3-place.ts'
import type { KeyRange, StoredObject } from './store.ts'

/** Asked for escaped, since XML has no way to write some characters; the escapes are those of forms. */
const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return ''
  }
}

const objectOf = (
  place: S3Place,
  { Key = '', Size = 0, LastModified = new Date(0) }: _Object,
): StoredObject => ({
  key: unescaped(Key).slice(place.prefix.length),
  size: Size,
  modified: LastModified,
})

/** The objects of a range page by page, in the order that S3 lists them in: that of the keys' UTF-8 bytes. */
export async function* listBucket(
  connect: S3Connection,
  place: S3Place,
  { prefix, after }: KeyRange,
  guard: Guard,
): AsyncGenerator<StoredObject> {
  const query = {
    Bucket: place.bucket,
    Prefix: place.prefix + prefix,
    EncodingType: 'url',
    ...(after !== '' && { StartAfter: place.prefix + after }),
  } as const
  let token: string | undefined
  do {
    const page = await guard(async () => {
      const api = await connect()
      return api.list({ ...query, ...(token === undefined ? {} : { ContinuationToken: token }) })
    })
    for (const entry of page.Contents ?? []) {
      const object = objectOf(place, entry)
      if (isKey(object.key)) yield object
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}
