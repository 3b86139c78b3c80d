/** A map that keeps what has the smallest keys: bounded, and the same whatever order things come in. */
export interface Smallest<Value> {
  /** Adds what `merge` makes of the value that is there already, or of none. */
  add(key: string, merge: (known: Value | undefined) => Value): void
  get(key: string): Value | undefined
  /** By key. */
  sorted(): readonly (readonly [key: string, value: Value])[]
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0

/** A map of the `limit` smallest keys, in UTF-16 order. */
export const smallest = <Value>(limit: number): Smallest<Value> => {
  let kept = new Map<string, Value>()
  /** The largest key that can still be among the smallest. */
  let bound: string | null = null
  const sort = () => [...kept].toSorted(byKey)
  const trim = (): void => {
    const entries = sort().slice(0, limit)
    kept = new Map(entries)
    bound = entries.at(-1)?.[0] ?? bound
  }
  return {
    add(key, merge) {
      if (bound !== null && key > bound) return
      kept.set(key, merge(kept.get(key)))
      // Sorting now and then is cheaper than keeping an order.
      if (kept.size >= 2 * limit) trim()
    },
    get: (key) => kept.get(key),
    sorted: () => sort().slice(0, limit),
  }
}
