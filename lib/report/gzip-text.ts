import { once } from 'node:events'
import { createGzip } from 'node:zlib'

/** The `OS` byte of a gzip header (RFC 1952): unknown, so that every machine writes the same. */
const osByte = { offset: 9, unknown: 255 } as const

/** Characters that are handed to the compressor at once: line by line it takes more than four times as long. */
const blockLength = 2 ** 16

/**
 * Pieces of text as one gzip stream, compressed as they come; without time and file name in its header. What the maker
 * of the pieces throws comes out as it is.
 */
export async function* gzipText(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  const gzip = createGzip()
  const done: Buffer[] = []
  gzip.on('data', (chunk: Buffer) => done.push(chunk))
  let first = true
  const taken = function* (): Generator<Buffer> {
    for (const chunk of done.splice(0)) {
      if (first) chunk[osByte.offset] = osByte.unknown
      first = false
      yield chunk
    }
  }
  try {
    let block = ''
    for await (const piece of pieces) {
      block += piece
      if (block.length < blockLength) continue
      if (!gzip.write(block)) await once(gzip, 'drain')
      block = ''
      yield* taken()
    }
    const ended = once(gzip, 'end')
    gzip.end(block)
    await ended
    yield* taken()
  } finally {
    gzip.destroy()
  }
}
