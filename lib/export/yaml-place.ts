import type { Locate } from './place.ts'

/**
 * Locates UTF-16 offsets of `text`, which begins at `line` (from 1) and byte `offset` of its source. Each call counts
 * on from the last one, so that faults in their order cost one pass over the text.
 */
export const createLocator = (text: string, line: number, offset: number): Locate => {
  let seen = 0
  let lines = line
  let lineAt = 0
  let bytes = offset
  return (at) => {
    if (at < seen) {
      seen = 0
      lines = line
      lineAt = 0
      bytes = offset
    }
    const between = text.slice(seen, at)
    for (let found = between.indexOf('\n'); found >= 0; found = between.indexOf('\n', found + 1)) {
      lines++
      lineAt = seen + found + 1
    }
    bytes += Buffer.byteLength(between)
    seen = at
    return `line ${lines}, column ${at - lineAt + 1} (byte ${bytes})`
  }
}
