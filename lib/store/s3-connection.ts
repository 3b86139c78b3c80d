import type { S3Api } from './s3-client.ts'
import { type S3Settings, s3Defaults } from './s3-settings.ts'

/** Gives the client; the first call loads and makes it. */
export type S3Connection = () => Promise<S3Api>

/**
 * A connection that stores and readers may share, with the sockets and credentials behind it. Nothing is loaded before
 * the first use: the SDK takes about 40 ms, and most calls of the program never need it. `settings` is for tests.
 */
export const s3Connection = (settings: Partial<S3Settings> = {}): S3Connection => {
  let opened: Promise<S3Api> | undefined
  const open = async () => (await import('./s3-client.ts')).openClient({ ...s3Defaults, ...settings })
  return () => {
    opened ??= open()
    return opened
  }
}
