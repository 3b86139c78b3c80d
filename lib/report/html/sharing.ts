import { shortened } from '../../checks/shortened.ts'
import type { ImageReport } from '../schema.ts'

/** Which layers are held by more than one image of an export. */
export interface Sharing {
  /** How many images beside one that holds it hold a layer; null where that was not counted. */
  readonly others: (layer: string) => number | null
}

/** Characters of a digest by which images are told apart: none that is computed has more. */
const longestDigest = 200

/** Images and layers that are remembered at most: some 100 MB. Beyond, who shares what is not told. */
const most = 1_000_000

/**
 * Counts who holds which layer as the images go by: one entry an image and one a layer. An image that stands in the
 * export several times, behind several tags, counts once.
 */
export const sharingOf = () => {
  const seen = new Set<string>()
  const holders = new Map<string, number>()
  let isWhole = true
  return {
    add({ digest, layers }: ImageReport): void {
      if (!isWhole) return
      if (digest !== null) {
        const key = shortened(digest, longestDigest)
        if (seen.has(key)) return
        seen.add(key)
      }
      for (const layer of new Set(layers.map((held) => held.digest)))
        holders.set(layer, (holders.get(layer) ?? 0) + 1)
      if (seen.size + holders.size <= most) return
      isWhole = false
      seen.clear()
      holders.clear()
    },
    others: (layer: string): number | null => (isWhole ? Math.max(0, (holders.get(layer) ?? 1) - 1) : null),
  }
}
