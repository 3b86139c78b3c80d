import { MiB } from '../binary-units.ts'

/** Bytes that arrive in pieces and are wanted in one. */
export interface Gather {
  readonly length: number
  append(piece: Uint8Array): void
  /** A view, good until the next call of another method. */
  view(from: number): Buffer
  /** All of it, and an empty start. */
  take(): Buffer
  clear(): void
}

const nothing = Buffer.alloc(0)

/** The first allocation: most of what is gathered in small documents fits. */
const least = 1024

/** Small enough to copy out of and keep for the next item. */
const kept = MiB

export const createGather = (): Gather => {
  let buffer: Buffer = nothing
  let length = 0
  const clear = () => {
    length = 0
    if (buffer.length > kept) buffer = nothing
  }
  return {
    get length() {
      return length
    },
    append(piece) {
      const need = length + piece.length
      if (need > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(need, 2 * buffer.length, least))
        buffer.copy(larger, 0, 0, length)
        buffer = larger
      }
      buffer.set(piece, length)
      length = need
    },
    view: (from) => buffer.subarray(from, length),
    take() {
      const whole = buffer.subarray(0, length)
      const taken = buffer.length > kept ? whole : Buffer.from(whole)
      clear()
      return taken
    },
    clear,
  }
}
