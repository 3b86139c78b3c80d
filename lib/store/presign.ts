import { s3Connection } from './s3-lazy-connection.ts'
import { s3PlaceOf } from './s3-place.ts'

/** Gives a URL of the object under a key of a store, for whoever knows it and for a while. */
export type Presign = (key: string) => Promise<URL>

/** Long enough to follow a redirection and to ask again after a failure. */
const seconds = 900

/**
 * What signs URLs for the store that `uri` names; null for a store that hands nothing over by itself, such as a folder.
 * The signer is loaded when it is first used. Throws AssayError `store-uri-invalid`.
 */
export const presignFor = (uri: string): Presign | null => {
  if (!/^s3:/i.test(uri)) return null
  const place = s3PlaceOf(uri)
  const connect = s3Connection()
  return async (key) => {
    const [api, { presignedUrl }] = await Promise.all([connect(), import('./s3-presign.ts')])
    return presignedUrl(api, place, key, seconds)
  }
}
