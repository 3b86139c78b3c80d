import { connectionBy, type S3Connection } from './s3-connection.ts'
import type { S3Settings } from './s3-settings.ts'

/**
 * A connection of which nothing is loaded before the first use: the SDK takes about 40 ms, and most calls of the program
 * never need it.
 */
export const s3Connection = (settings?: Partial<S3Settings>): S3Connection =>
  connectionBy(async (all) => (await import('./s3-client.ts')).openClient(all), settings)
