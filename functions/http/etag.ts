/** Whether an `If-None-Match` header names this entity tag, compared weakly (RFC 9110, section 13.1.2). */
export const isNamed = (ifNoneMatch: string | undefined, etag: string): boolean => {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return [...ifNoneMatch.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, tag]) => tag === etag)
}

/** What goes with everything that the store holds: whoever keeps a copy asks whether it still stands. */
export const cacheHeaders = (etag: string): Readonly<Record<string, string>> => ({
  ETag: etag,
  'Cache-Control': 'private, no-cache',
  Vary: 'Accept',
})

/** A browser takes the headers of this for those of its copy: `headers` are those that the copy came with. */
export const notModified = (etag: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status: 304, headers: { ...cacheHeaders(etag), ...headers } })
