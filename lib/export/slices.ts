/** Takes bytes that arrive in pieces of any size in pieces of its own, so that nothing depends on how they came. */
export interface Slices {
  /** The next piece, of `size` bytes but near the end; empty at the end. The last bytes come one by one. */
  take(size: number): Promise<Buffer>
  /** Puts back what of the last piece was not used. */
  putBack(rest: Buffer): void
  /** Up to `count` bytes that come next, which stay. */
  peek(count: number): Promise<Buffer>
}

/** Bytes at the end that come one by one: a checksum that does not fit then costs nothing of what stands before it. */
const tail = 64

/** `chunks` is never closed from here. What it throws goes through. */
export const createSlices = (chunks: AsyncIterator<Buffer>): Slices => {
  let held: Buffer = Buffer.alloc(0)
  let ended = false
  const hold = async (count: number): Promise<void> => {
    const pieces = [held]
    let length = held.length
    while (length < count && !ended) {
      const next = await chunks.next()
      if (next.done === true) ended = true
      else {
        pieces.push(next.value)
        length += next.value.length
      }
    }
    if (pieces.length > 1) held = Buffer.concat(pieces)
  }
  return {
    async take(size) {
      await hold(size + tail)
      const count = Math.min(size, Math.max(held.length - tail, 1))
      const piece = held.subarray(0, count)
      held = held.subarray(count)
      return piece
    },
    putBack(rest) {
      held = Buffer.concat([rest, held])
    },
    async peek(count) {
      await hold(count)
      return held.subarray(0, count)
    },
  }
}
