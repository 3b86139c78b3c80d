import { once } from 'node:events'
import { createGzip } from 'node:zlib'

/** The `OS` byte of a gzip header (RFC 1952): unknown, so that every machine writes the same. */
const osByte = { offset: 9, unknown: 255 } as const

/** Lines of text as one gzip stream, compressed as they come; without time and file name in its header. */
export const gzipLines = () => {
  const gzip = createGzip()
  const chunks: Buffer[] = []
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk))
  return {
    add: async (line: string): Promise<void> => {
      if (!gzip.write(`${line}\n`)) await once(gzip, 'drain')
    },
    end: async (): Promise<Buffer> => {
      const ended = once(gzip, 'end')
      gzip.end()
      await ended
      const bytes = Buffer.concat(chunks)
      bytes[osByte.offset] = osByte.unknown
      return bytes
    },
  }
}
