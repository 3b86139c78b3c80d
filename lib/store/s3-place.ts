import { AssayError } from '../error.ts'
import { checkKey, isKey } from './key.ts'

/** A bucket, or a part of one. */
export interface S3Place {
  readonly bucket: string
  /** Empty, or ends in a slash. */
  readonly prefix: string
  /** For messages. */
  readonly uri: string
}

/** Amazon S3 User Guide, "Bucket naming rules". */
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

const refuse = (uri: string, why: string): never => {
  throw new AssayError('store-uri-invalid', `--store ${uri}: ${why}`)
}

/**
 * Takes `s3://BUCKET` or `s3://BUCKET/PREFIX` apart; nothing in it is unescaped. Throws AssayError `store-uri-invalid`.
 */
export const s3PlaceOf = (uri: string): S3Place => {
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(uri) ?? []
  // Not repeated: what stands before the @ is a secret.
  if (bucket.includes('@')) refuse('s3://…', 'no credentials belong here; set AWS_ACCESS_KEY_ID and its kin')
  const shown = JSON.stringify(uri)
  if (!bucketName.test(bucket) || bucket.includes('..'))
    refuse(shown, 'names no bucket; write s3://BUCKET/PREFIX')
  const prefix = rest.replace(/(?<=.)\/$/, '')
  if (prefix !== '' && !isKey(prefix)) refuse(shown, 'has a prefix that no key may begin with')
  return {
    bucket,
    prefix: prefix === '' ? '' : `${prefix}/`,
    uri: `s3://${bucket}/${prefix}`.replace(/\/$/, ''),
  }
}

/** The key in the bucket of a key in the store; throws `store-key-invalid` where they are too long together. */
export const placed = ({ prefix }: S3Place, key: string): string => {
  checkKey(key)
  checkKey(prefix + key)
  return prefix + key
}
