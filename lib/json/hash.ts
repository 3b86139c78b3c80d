import { randomInt } from 'node:crypto'

/** Unknown to whoever writes the input, so that names cannot be chosen to collide. It never shows in a result. */
export const hashSeed = randomInt(2 ** 32) | 0

/** One step of a name's hash (FNV-1a). */
export const hashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)

/** Spreads a finished hash over its low bits, which choose the slot (murmur3's finalizer). */
export const hashEnd = (hash: number): number => {
  const spread = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return spread ^ (spread >>> 13)
}

export const hashBytes = (bytes: Uint8Array, start: number, end: number): number => {
  let hash = hashSeed
  for (let at = start; at < end; at++) hash = hashStep(hash, bytes[at] ?? 0)
  return hashEnd(hash)
}
