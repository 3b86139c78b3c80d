/**
 * By how a key ends, before which a bucket may have more. Compressed objects are what they are, `application/gzip`, and have no content encoding: with one,
 * clients would unpack them on the way, and what they hold would be neither the stored bytes nor their length.
 */
const types: readonly (readonly [keys: RegExp, type: string])[] = [
  [/\.json$/, 'application/json'],
  [/\.html$/, 'text/html; charset=utf-8'],
  [/\.gz$/, 'application/gzip'],
  [/\.parquet$/, 'application/vnd.apache.parquet'],
  [/(?:^|\/)by-version\/[^/]+$/, 'text/plain; charset=utf-8'],
]

/** The media type that an object is stored with, so that browsers show reports. */
export const contentTypeOf = (key: string): string =>
  types.find(([keys]) => keys.test(key))?.[1] ?? 'application/octet-stream'
