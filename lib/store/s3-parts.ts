/** One piece of a body. */
export interface Part {
  readonly bytes: Uint8Array
  readonly isLast: boolean
}

/** Joins what a body yields into parts of exactly `size` bytes but for the last, which may be empty; there is one. */
export async function* partsOf(body: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Part> {
  let held: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    // A part that is full goes out only when more comes: then it is not the last.
    let rest = chunk
    while (length + rest.length > size) {
      const room = size - length
      yield { bytes: Buffer.concat([...held, rest.subarray(0, room)]), isLast: false }
      rest = rest.subarray(room)
      held = []
      length = 0
    }
    // Copied: who yields may fill its own buffer anew.
    if (rest.length > 0) held.push(Buffer.from(rest))
    length += rest.length
  }
  yield { bytes: Buffer.concat(held), isLast: true }
}
