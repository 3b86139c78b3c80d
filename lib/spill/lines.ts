const lineFeed = 0x0a

/** Collects lines of text, each of which is without a line feed. */
export interface Lines {
  add(line: string): void
  /** Each line with the line feed that ends it, as UTF-8 bytes in memory of their own. */
  bytes(): Uint8Array<ArrayBuffer>
}

export const createLines = (): Lines => {
  let text = ''
  return {
    add: (line) => {
      text += `${line}\n`
    },
    bytes: () => new TextEncoder().encode(text),
  }
}

/** The lines in `bytes`, without their line feeds. */
export function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0, end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
    yield bytes.subarray(from, end)
    from = end + 1
  }
}
