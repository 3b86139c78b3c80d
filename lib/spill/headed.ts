const lineFeed = 0x0a

/** A record of bytes with what is known of them in front: one line of JSON. */
export const writeHeaded = (head: object, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes])

/**
 * What {@link writeHeaded} was given. The bytes are copied: a record is a part of a block, which goes when the next one
 * is read.
 */
export const readHeaded = (record: Buffer): { readonly head: unknown; readonly bytes: Buffer } => {
  const end = record.indexOf(lineFeed)
  return {
    head: JSON.parse(record.toString('utf8', 0, end)),
    bytes: Buffer.from(record.subarray(end + 1)),
  }
}
