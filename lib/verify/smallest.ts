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

/**
 * A map of the smallest keys, in UTF-16 order: as many as weigh `limit` together. What a key's value weighs must not
 * change when another is merged with it.
 */
export const smallest = <Value>(
  limit: number,
  weigh: (value: Value) => number = () => 1,
): Smallest<Value> => {
  let kept = new Map<string, Value>()
  let weight = 0
  /** From this key on nothing can be among the smallest any more. */
  let bound: string | null = null

  /** What is kept, and the first key that there is no room for. */
  const chosen = () => {
    const entries = [...kept].toSorted(byKey)
    let room = limit
    for (const [at, [key, value]] of entries.entries()) {
      room -= weigh(value)
      if (room < 0) return { entries: entries.slice(0, at), next: key }
    }
    return { entries, next: null }
  }

  const trim = (): void => {
    const { entries, next } = chosen()
    kept = new Map(entries)
    weight = entries.reduce((sum, [, value]) => sum + weigh(value), 0)
    bound = next
  }

  return {
    add(key, merge) {
      if (bound !== null && key >= bound) return
      const known = kept.get(key)
      const value = merge(known)
      kept.set(key, value)
      if (known === undefined) weight += weigh(value)
      // Sorting now and then is cheaper than keeping an order.
      if (weight >= 2 * limit) trim()
    },
    get: (key) => kept.get(key),
    sorted: () => chosen().entries,
  }
}
