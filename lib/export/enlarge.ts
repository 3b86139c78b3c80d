import { chunkBytes } from './source.ts'

/**
 * The same bytes in pieces of at least {@link chunkBytes}, but for the last: an item that a piece's end cuts is gone
 * over twice, so that few should be.
 */
export async function* enlarge<R>(chunks: AsyncIterator<Buffer, R>): AsyncGenerator<Buffer, R> {
  let held: Buffer[] = []
  let length = 0
  for (;;) {
    const next = await chunks.next()
    if (next.done !== true) {
      held.push(next.value)
      length += next.value.length
      if (length < chunkBytes) continue
    }
    if (length > 0) yield held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, length)
    held = []
    length = 0
    if (next.done === true) return next.value
  }
}
