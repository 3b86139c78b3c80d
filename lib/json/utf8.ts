import { isUtf8 } from 'node:buffer'

/** Bytes that one call of the native check looks at while the fault is being found. */
const step = 4096

const sequenceLength = (lead: number): number => {
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}

/** The offset of the first byte that is no well-formed UTF-8 (surrogates and overlong forms count), or -1. */
export const invalidUtf8At = (bytes: Buffer): number => {
  if (isUtf8(bytes)) return -1
  let at = 0
  while (at < bytes.length) {
    let edge = Math.min(at + step, bytes.length)
    while (edge < bytes.length && edge > at && ((bytes[edge] ?? 0) & 0xc0) === 0x80) edge--
    if (edge > at && isUtf8(bytes.subarray(at, edge))) {
      at = edge
      continue
    }
    while (at < bytes.length) {
      const lead = bytes[at] ?? 0
      const length = lead < 0x80 ? 1 : sequenceLength(lead)
      if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at
      at += length
    }
  }
  return -1
}
