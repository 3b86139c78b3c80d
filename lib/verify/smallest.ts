/** A map that keeps what has the smallest keys: bounded, and the same whatever order things come in. */
export interface Smallest<Value> {
  /** Adds what `merge` makes of the value that is there already, or of none. */
  add(key: string, merge: (known: Value | undefined) => Value): void
  get(key: string): Value | undefined
  /** By key; what is not among the smallest is let go. */
  sorted(): readonly (readonly [key: string, value: Value])[]
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0

/** How many times its limit a map may weigh before it is trimmed. */
const spare = 1.25

/**
 * A map of the smallest keys, in UTF-16 order: as many as weigh `limit` together. It holds a quarter more before it
 * drops the others. What a key's value weighs must not change when another is merged with it.
 */
export const smallest = <Value>(
  limit: number,
  weigh: (value: Value) => number = () => 1,
): Smallest<Value> => {
  let kept = new Map<string, Value>()
  let weight = 0
  /** From this key on nothing can be among the smallest any more. */
  let bound: string | null = null

  /** Lets go of what there is no room for; what is left stands in order. */
  const trim = (): void => {
    const entries = [...kept].toSorted(byKey)
    kept = new Map()
    weight = 0
    for (const [key, value] of entries) {
      const heavier = weight + weigh(value)
      if (heavier > limit) {
        bound = key
        return
      }
      kept.set(key, value)
      weight = heavier
    }
  }

  return {
    add(key, merge) {
      if (bound !== null && key >= bound) return
      const known = kept.get(key)
      const value = merge(known)
      kept.set(key, value)
      if (known === undefined) weight += weigh(value)
      // Sorting now and then is cheaper than keeping an order.
      if (weight > limit * spare) trim()
    },
    get: (key) => kept.get(key),
    sorted() {
      trim()
      return [...kept]
    },
  }
}

/** The smallest of `known` and `text`, in their order: `limit` at the most, and the same in whatever order they come. */
export const withText = (
  known: readonly string[] | undefined,
  text: string,
  limit: number,
): readonly string[] => (known?.includes(text) ? known : [...(known ?? []), text].toSorted().slice(0, limit))
