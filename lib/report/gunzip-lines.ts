import { createGunzip } from 'node:zlib'

const lineFeed = 0x0a

/**
 * The lines of gzipped text, each without its line feed, as they unpack: what {@link gzipText} wrote. Holds the
 * compressed bytes, one line and one chunk. Throws what zlib says where the bytes are damaged or cut off.
 */
export async function* gunzipLines(bytes: Uint8Array): AsyncGenerator<string> {
  const gunzip = createGunzip()
  gunzip.end(bytes)
  let begun: Buffer[] = []
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      yield Buffer.concat([...begun, chunk.subarray(from, end)]).toString('utf8')
      begun = []
      from = end + 1
    }
    if (from < chunk.length) begun.push(chunk.subarray(from))
  }
  if (begun.length > 0) yield Buffer.concat(begun).toString('utf8')
}
