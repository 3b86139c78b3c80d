import { compressionOf, decompress } from '../../lib/export/decompress.ts'
import type { Limits } from '../../lib/limits.ts'

async function* whole(body: Buffer): AsyncGenerator<Buffer> {
  yield body
}

/** Whether an export is larger than the limit `exportBytes` once it is decompressed, of which nothing is kept. */
export const isLargerUnpacked = async (body: Buffer, limits: Limits): Promise<boolean> => {
  const compression = compressionOf(body)
  if (compression === 'none') return body.length > limits.exportBytes
  let size = 0
  for await (const { length } of decompress(whole(body), compression, limits)) {
    size += length
    if (size > limits.exportBytes) return true
  }
  return false
}
