/**
 * The file name of a key's segment on a file system that ignores case: small letters, then `!` and in hex which
 * letters are capital (bit 0 is the first). `Prod.json` is `prod.json!1`. Where nothing would collide the name stays:
 * nearly all are small already.
 *
 * A trailing dot gets the mark too, for FAT drops it; a `!` as well, so that the mark is never mistaken. A segment of
 * 200 bytes, the longest in an export key, gets 251: under the 255 that file systems take.
 */
export const foldedName = (segment: string): string => {
  if (!/[A-Z!]|\.$/.test(segment)) return segment
  const capitals = Array.from(segment.matchAll(/[A-Z]/g), ({ index }) => 1n << BigInt(index))
  const mask = capitals.reduce((all, bit) => all | bit, 0n)
  return `${segment.replace(/[A-Z]/g, (letter) => letter.toLowerCase())}!${mask.toString(16)}`
}

/** The segment whose {@link foldedName} is `name`; a name without the mark is its own segment. */
export const unfoldedName = (name: string): string => {
  const [, small, hex] = /^(.*)!([0-9a-f]+)$/s.exec(name) ?? []
  if (small === undefined || hex === undefined) return name
  const mask = BigInt(`0x${hex}`)
  return small.replace(/[a-z]/g, (letter, index: number) =>
    (mask >> BigInt(index)) & 1n ? letter.toUpperCase() : letter,
  )
}
