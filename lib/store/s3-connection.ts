import type { S3Api } from './s3-client.ts'
import { type S3Settings, s3Defaults } from './s3-settings.ts'

/** Gives the client; the first call makes it. */
export type S3Connection = () => Promise<S3Api>

/**
 * A connection that stores and readers may share, with the sockets and credentials behind it. `open` is `openClient` of
 * `s3-client.ts`; who may never need it takes `s3-lazy-connection.ts`. `settings` is for tests.
 */
export const connectionBy = (
  open: (settings: S3Settings) => Promise<S3Api>,
  settings: Partial<S3Settings> = {},
): S3Connection => {
  let opened: Promise<S3Api> | undefined
  return () => {
    opened ??= open({ ...s3Defaults, ...settings })
    return opened
  }
}
