import { createTable } from '../spill/table.ts'

/** One of the values that a digest's field is given, as a number that tells it from others. */
export interface Given {
  readonly field: number
  readonly value: number
  /** The number of the first image that gives it. */
  readonly image: number
}

/** A digest of which a field is given more than one value. */
export interface Dispute {
  readonly key: string
  readonly given: readonly Given[]
}

/** In place of a value: nothing is said. */
export const unsaid = Number.NaN

/**
 * Values that are kept of one digest, those of the first images: who wants to see more has seen enough, and a hostile
 * export has millions.
 */
export const mostGiven = 101

/** About what V8 takes for one of them, in bytes. */
const givenBytes = 64

const isBefore = (one: Given, other: Given): boolean =>
  (one.image - other.image || one.field - other.field || one.value - other.value) < 0

/** The same in whatever order values come: tables tell what they disagree on when they are merged. */
const joined = (all: readonly Given[], one: Given): readonly Given[] => {
  const known = all.findIndex(({ field, value }) => field === one.field && value === one.value)
  if (known >= 0) return (all[known] as Given).image <= one.image ? all : all.with(known, one)
  if (all.length < mostGiven) return [...all, one]
  const last = all.reduce((latest, next) => (isBefore(latest, next) ? next : latest))
  return isBefore(one, last) ? all.with(all.indexOf(last), one) : all
}

/** Rows that are laid over one another – of each field a value, and the number of the image that gives it – and what they disagree on. */
export interface Disputes {
  /** Lays the row `given`, from `from` on, over `known`, at `at`, which stays; nothing said gives way to a value. */
  lay(key: () => string, known: Float64Array, at: number, given: Float64Array, from: number): void
  /** In the order of their keys. */
  all(): Iterable<Dispute>
  /** Gives the memory and the files back. */
  close(): void
}

/** @param memory bytes to be held before disputes go to the temporary folder */
export const createDisputes = (fields: number, memory: number): Disputes => {
  const table = createTable<readonly Given[]>({
    merge: (earlier, later) => later.reduce(joined, earlier),
    sizeOf: (given) => givenBytes * given.length,
    memory,
  })
  return {
    lay(key, known, at, given, from) {
      for (let field = 0; field < fields; field++) {
        const value = given[from + 2 * field] as number
        const image = given[from + 2 * field + 1] as number
        const first = known[at + 2 * field] as number
        if (value === first || Number.isNaN(value)) continue
        if (Number.isNaN(first)) {
          known[at + 2 * field] = value
          known[at + 2 * field + 1] = image
        } else
          table.add(key(), [
            { field, value: first, image: known[at + 2 * field + 1] as number },
            { field, value, image },
          ])
      }
    },
    *all() {
      for (const [key, given] of table.entries()) yield { key, given }
    },
    close: () => table.close(),
  }
}
