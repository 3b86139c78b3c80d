/**
 * The names of all objects that are open at one point of a scan, as ranges of bytes: a stack in typed arrays, and one
 * open-addressing table over it that finds a name in its object. Nothing is allocated for a name. Slots are never
 * cleared: one counts only if its name is still on the stack and points back at it, and since names leave in the
 * reverse of the order in which they came, probing never meets a gap that was not there.
 */
export interface Names {
  /** The text under scan, and behind it (offsets from its length on) the unescaped names. */
  text: Uint8Array
  unescaped: Uint8Array
  unescapedLength: number
  count: number
  starts: Int32Array
  lengths: Int32Array
  hashes: Int32Array
  slots: Int32Array
  table: Int32Array
}

const createNames = (): Names => ({
  text: new Uint8Array(0),
  unescaped: new Uint8Array(256),
  unescapedLength: 0,
  count: 0,
  starts: new Int32Array(512),
  lengths: new Int32Array(512),
  hashes: new Int32Array(512),
  slots: new Int32Array(512),
  table: new Int32Array(2048),
})

const doubled = (array: Int32Array): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

const occupied = (names: Names, slot: number): boolean => {
  const index = names.table[slot] ?? 0
  return index < names.count && names.slots[index] === slot
}

const grow = (names: Names): void => {
  names.starts = doubled(names.starts)
  names.lengths = doubled(names.lengths)
  names.hashes = doubled(names.hashes)
  names.slots = doubled(names.slots)
  names.table = new Int32Array(names.table.length * 2)
  const { count, table } = names
  const mask = table.length - 1
  names.count = 0
  for (let index = 0; index < count; index++) {
    let slot = (names.hashes[index] ?? 0) & mask
    while (occupied(names, slot)) slot = (slot + 1) & mask
    table[slot] = index
    names.slots[index] = slot
    names.count = index + 1
  }
}

const sameBytes = (names: Names, left: number, right: number, length: number): boolean => {
  const { text, unescaped } = names
  const edge = text.length
  const a = left < edge ? text : unescaped
  const b = right < edge ? text : unescaped
  const from = left < edge ? left : left - edge
  const to = right < edge ? right : right - edge
  for (let at = 0; at < length; at++) if (a[from + at] !== b[to + at]) return false
  return true
}

/** Adds a name to the object whose first name has index `base`; whether that object had it already. */
export const addName = (names: Names, base: number, start: number, length: number, hash: number): boolean => {
  if (names.count === names.starts.length) grow(names)
  const { table, count } = names
  const mask = table.length - 1
  // An object's own offset keeps one name in many nested objects from standing in one row.
  const own = (hash + Math.imul(base, 0x9e3779b1)) | 0
  let slot = own & mask
  while (occupied(names, slot)) {
    const index = table[slot] ?? 0
    if (
      index >= base &&
      names.hashes[index] === own &&
      names.lengths[index] === length &&
      sameBytes(names, names.starts[index] ?? 0, start, length)
    )
      return true
    slot = (slot + 1) & mask
  }
  table[slot] = count
  names.slots[count] = slot
  names.starts[count] = start
  names.lengths[count] = length
  names.hashes[count] = own
  names.count = count + 1
  return false
}

/** Takes a name that was written with escapes; where it now stands, for {@link addName}. */
export const unescapeName = (names: Names, name: string): { start: number; length: number } => {
  const need = names.unescapedLength + 3 * name.length
  if (need > names.unescaped.length) {
    const larger = new Uint8Array(2 * need)
    larger.set(names.unescaped.subarray(0, names.unescapedLength))
    names.unescaped = larger
  }
  const { written } = encoder.encodeInto(name, names.unescaped.subarray(names.unescapedLength))
  const start = names.text.length + names.unescapedLength
  names.unescapedLength += written
  return { start, length: written }
}

const encoder = new TextEncoder()

let spare = createNames()

/** An empty table over `bytes`. The arrays serve one scan after another; giant ones are not kept. */
export const borrowNames = (bytes: Buffer): Names => {
  if (spare.starts.length > 65_536 || spare.unescaped.length > 65_536) spare = createNames()
  spare.text = bytes
  spare.count = 0
  spare.unescapedLength = 0
  return spare
}
