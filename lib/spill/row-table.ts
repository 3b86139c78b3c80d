import { randomInt } from 'node:crypto'
import { createRecords, type Records, spillBytes } from './records.ts'

/** Numbers by a key of fixed length: for as many keys as an export names, without an object for any of them. */
export interface RowTable {
  /** Adds `values` to what is known of `key`, which is copied. */
  add(key: Uint8Array, values: readonly number[]): void
  /** Every key once, in no order; good until the next is asked for. Nothing may be added any more. */
  rows(): Generator<Row>
  /** Gives the memory and the files back. */
  close(): void
}

export interface Row {
  readonly key: Uint8Array
  readonly values: Float64Array
}

/** Puts what `given` says at `from` beside what `known` says at `at`, which was added first. */
export type MergeRows = (
  key: Uint8Array,
  known: Float64Array,
  at: number,
  given: ArrayLike<number>,
  from: number,
) => void

export interface RowTableOptions {
  /** A multiple of 4. */
  readonly keyBytes: number
  /** Numbers a row. */
  readonly columns: number
  readonly merge: MergeRows
  /** Bytes to be held before the table goes to the temporary folder. */
  readonly memory?: number
}

/** Unknown to whoever writes the input, so that keys cannot be chosen to meet in one slot. It never shows in a result. */
const seed = randomInt(2 ** 32) | 0

const leastRows = 256
/** Slots for each row that there is room for: half of them stay free. */
const slotsPerRow = 2

/**
 * A table that is written, sorted, to a hidden file of the temporary folder when it takes `memory` bytes, and begun
 * anew; `rows` merges these runs.
 */
export const createRowTable = ({
  keyBytes,
  columns,
  merge,
  memory = spillBytes,
}: RowTableOptions): RowTable => {
  const keyWords = keyBytes / 4
  const rowBytes = keyBytes + 8 * columns
  const mostRows = Math.max(1, Math.floor(memory / (rowBytes + 4 * slotsPerRow)))
  let room = Math.min(leastRows, mostRows)
  let keys = new Uint32Array(room * keyWords)
  let values = new Float64Array(room * columns)
  /** The row's number, from 1 on, where its key's hash leads; 0 where a slot is free. */
  let slots = new Uint32Array(slotsPerRow * room)
  let count = 0
  const runs: Records[] = []
  const wanted = new Uint32Array(keyWords)
  const wantedBytes = new Uint8Array(wanted.buffer)

  const keyAt = (row: number): Uint8Array => new Uint8Array(keys.buffer, row * keyBytes, keyBytes)

  const slotOf = (words: Uint32Array, from: number): number => {
    let mixed = seed
    for (let word = from; word < from + keyWords; word++) {
      mixed = Math.imul(mixed ^ (words[word] as number), 0x85ebca6b)
      mixed ^= mixed >>> 15
    }
    return (mixed >>> 0) % slots.length
  }

  const isWanted = (row: number): boolean => {
    for (let word = 0; word < keyWords; word++) if (keys[row * keyWords + word] !== wanted[word]) return false
    return true
  }

  /** The slot of the wanted key, or the free one that it goes to. */
  const find = (): number => {
    let slot = slotOf(wanted, 0)
    for (;;) {
      const taken = slots[slot] as number
      if (taken === 0 || isWanted(taken - 1)) return slot
      slot = slot + 1 === slots.length ? 0 : slot + 1
    }
  }

  const grow = (): void => {
    room = Math.min(2 * room, mostRows)
    const grownKeys = new Uint32Array(room * keyWords)
    grownKeys.set(keys)
    keys = grownKeys
    const grownValues = new Float64Array(room * columns)
    grownValues.set(values)
    values = grownValues
    slots = new Uint32Array(slotsPerRow * room)
    for (let row = 0; row < count; row++) {
      let slot = slotOf(keys, row * keyWords)
      while (slots[slot] !== 0) slot = slot + 1 === slots.length ? 0 : slot + 1
      slots[slot] = row + 1
    }
  }

  const compareRows = (one: number, other: number): number => {
    for (let word = 0; word < keyWords; word++) {
      const difference = (keys[one * keyWords + word] as number) - (keys[other * keyWords + word] as number)
      if (difference !== 0) return difference
    }
    return 0
  }

  const sorted = (): Uint32Array => Uint32Array.from({ length: count }, (_, row) => row).toSorted(compareRows)

  const spill = (): void => {
    const run = createRecords(0)
    runs.push(run)
    const record = new Uint8Array(rowBytes)
    for (const row of sorted()) {
      record.set(keyAt(row))
      record.set(new Uint8Array(values.buffer, 8 * row * columns, 8 * columns), keyBytes)
      run.add(record)
    }
    slots.fill(0)
    count = 0
  }

  const rowAt = (row: number): Row => ({
    key: keyAt(row),
    values: values.subarray(row * columns, (row + 1) * columns),
  })

  function* held(): Generator<Row> {
    for (let row = 0; row < count; row++) yield rowAt(row)
  }

  function* heldSorted(): Generator<Row> {
    for (const row of sorted()) yield rowAt(row)
  }

  return {
    add(key, given) {
      wantedBytes.set(key)
      const slot = find()
      const taken = slots[slot] as number
      if (taken !== 0) {
        merge(wantedBytes, values, (taken - 1) * columns, given, 0)
        return
      }
      keys.set(wanted, count * keyWords)
      values.set(given, count * columns)
      slots[slot] = ++count
      if (count === mostRows) spill()
      else if (count === room) grow()
    },
    rows() {
      if (runs.length === 0) return held()
      return mergeRuns([...runs.map((run) => rowsOf(run, keyBytes, columns)), heldSorted()], merge)
    },
    close() {
      for (const run of runs) run.close()
      runs.length = 0
      count = 0
      keys = new Uint32Array(0)
      values = new Float64Array(0)
      slots = new Uint32Array(0)
    },
  }
}

function* rowsOf(run: Records, keyBytes: number, columns: number): Generator<Row> {
  for (const record of run.read()) {
    const values = new Float64Array(columns)
    new Uint8Array(values.buffer).set(record.subarray(keyBytes))
    yield { key: record.subarray(0, keyBytes), values }
  }
}

/** Keys in the order in which runs are sorted: by their words, as numbers of this machine. */
const compareKeys = (one: Uint8Array, other: Uint8Array): number => {
  const words = new DataView(one.buffer, one.byteOffset, one.length)
  const others = new DataView(other.buffer, other.byteOffset, other.length)
  for (let at = 0; at < one.length; at += 4) {
    const difference = words.getUint32(at, isLittle) - others.getUint32(at, isLittle)
    if (difference !== 0) return difference
  }
  return 0
}
const isLittle = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1

/** The rows of sorted runs as one sorted run, a key's rows merged in the order of the runs. */
function* mergeRuns(runs: readonly Generator<Row>[], merge: MergeRows): Generator<Row> {
  const heads = runs.map((run) => run.next())
  for (;;) {
    let least: Uint8Array | null = null
    for (const head of heads)
      if (!head.done && (least === null || compareKeys(head.value.key, least) < 0)) least = head.value.key
    if (least === null) return
    const key = least
    let merged: Float64Array | null = null
    for (const [index, head] of heads.entries()) {
      if (head.done || compareKeys(head.value.key, key) !== 0) continue
      if (merged === null) merged = head.value.values
      else merge(key, merged, 0, head.value.values, 0)
      heads[index] = (runs[index] as Generator<Row>).next()
    }
    if (merged !== null) yield { key, values: merged }
  }
}
