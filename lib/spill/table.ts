import { createRecords, type Records, spillBytes } from './records.ts'

/** What is known by key, where the keys may be more than memory should hold. */
export interface Table<Value> {
  /** Adds what is newly known of `key` to what is known already. */
  add(key: string, value: Value): void
  /** Every key once, in the order of their UTF-16 code units. Nothing may be added any more. */
  entries(): Generator<readonly [key: string, value: Value]>
  /** Gives the memory and the files back. */
  close(): void
}

export interface TableOptions<Value> {
  /** What two accounts of one key come to: the `earlier` was added first. */
  readonly merge: (earlier: Value, later: Value) => Value
  /** About what a value takes in memory, in bytes. */
  readonly sizeOf: (value: Value) => number
  /** Bytes to be held before the table goes to the temporary folder. */
  readonly memory?: number
}

/** About what an entry of a Map and its key's own object take, in bytes (V8: 12 + padding, and 3 words at half load). */
const entryBytes = 64

type Entry<Value> = readonly [key: string, value: Value]

const byKey = ([one]: Entry<unknown>, [other]: Entry<unknown>): number => (one < other ? -1 : 1)

function* decoded<Value>(run: Records): Generator<Entry<Value>> {
  for (const record of run.read()) yield JSON.parse(record.toString('utf8')) as Entry<Value>
}

/** The entries of sorted runs as one sorted run, a key's values merged in the order of the runs. */
function* mergeRuns<Value>(
  runs: readonly Iterator<Entry<Value>, unknown>[],
  merge: TableOptions<Value>['merge'],
): Generator<Entry<Value>> {
  const heads = runs.map((run) => run.next())
  for (;;) {
    let least: string | null = null
    for (const head of heads)
      if (!head.done && (least === null || head.value[0] < least)) least = head.value[0]
    if (least === null) return
    let value: { readonly merged: Value } | null = null
    for (const [index, head] of heads.entries()) {
      if (head.done || head.value[0] !== least) continue
      value = { merged: value === null ? head.value[1] : merge(value.merged, head.value[1]) }
      heads[index] = (runs[index] as Iterator<Entry<Value>, unknown>).next()
    }
    if (value !== null) yield [least, value.merged]
  }
}

/**
 * A table whose values must be JSON. Beyond `memory` bytes it is written, sorted, to a hidden file of the temporary
 * folder and begun anew; `entries` merges these runs.
 */
export const createTable = <Value>({
  merge,
  sizeOf,
  memory = spillBytes,
}: TableOptions<Value>): Table<Value> => {
  let held = new Map<string, Value>()
  let bytes = 0
  const runs: Records[] = []

  const spill = (): void => {
    const run = createRecords(0)
    runs.push(run)
    for (const entry of [...held].toSorted(byKey)) run.add(JSON.stringify(entry))
    held = new Map()
    bytes = 0
  }

  return {
    add(key, value) {
      const known = held.get(key)
      const next = known === undefined ? value : merge(known, value)
      if (known === undefined) bytes += entryBytes + key.length + sizeOf(next)
      else if (next !== known) bytes += sizeOf(next) - sizeOf(known)
      if (next !== known) held.set(key, next)
      if (bytes > memory) spill()
    },
    *entries() {
      const last = [...held].toSorted(byKey)
      if (runs.length === 0) yield* last
      else yield* mergeRuns([...runs.map((run) => decoded<Value>(run)), last.values()], merge)
    },
    close() {
      for (const run of runs) run.close()
      held.clear()
    },
  }
}
