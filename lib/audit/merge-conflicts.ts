import type { Conflict } from '../report/schema.ts'

interface Merged {
  readonly digest: string
  readonly path: string
  readonly values: Set<string>
  readonly images: Set<string>
}

const sorted = (texts: Iterable<string>): string[] => [...texts].toSorted()

/** Gathers the conflicts of many reports: one for each digest and path, with all values and images that were named. */
export const conflictMerger = () => {
  const merged = new Map<string, Merged>()
  return {
    add: (conflicts: readonly Conflict[]): void => {
      for (const { digest, path, values, images } of conflicts) {
        const id = `${digest} ${path}`
        const known = merged.get(id) ?? { digest, path, values: new Set(), images: new Set() }
        for (const value of values) known.values.add(value)
        for (const image of images) known.images.add(image)
        merged.set(id, known)
      }
    },
    /** Sorted by digest, then path. */
    finish: (): Conflict[] =>
      [...merged.entries()]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([, { digest, path, values, images }]) => ({
          digest,
          path,
          values: sorted(values),
          images: sorted(images),
        })),
  }
}
