/**
 * By how a key ends. Compressed objects are what they are, `application/gzip`, and have no content encoding: with one,
 * clients would unpack them on the way, and what they hold would be neither the stored bytes nor their length.
 */
const types: readonly (readonly [end: string, type: string])[] = [
  ['.json', 'application/json'],
  ['.html', 'text/html; charset=utf-8'],
  ['.gz', 'application/gzip'],
  ['.parquet', 'application/vnd.apache.parquet'],
]

/** The media type that an object is stored with, so that browsers show reports. */
export const contentTypeOf = (key: string): string =>
  types.find(([end]) => key.endsWith(end))?.[1] ??
  (key.startsWith('by-version/') ? 'text/plain; charset=utf-8' : 'application/octet-stream')
