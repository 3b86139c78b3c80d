import type { ImageReport } from '../schema.ts'

/** Which layers are held by more than one image of an export. */
export interface Sharing {
  /** How many images beside one that holds it hold a layer. */
  readonly others: (layer: string) => number
}

/** Of an image on its own. */
export const unshared: Sharing = { others: () => 0 }

/**
 * Counts who holds which layer as the images go by: one entry an image and one a layer. An image that stands in the
 * export several times, behind several tags, counts once.
 */
export const sharingOf = () => {
  const seen = new Set<string>()
  const holders = new Map<string, number>()
  return {
    add({ digest, layers }: ImageReport): void {
      if (digest !== null) {
        if (seen.has(digest)) return
        seen.add(digest)
      }
      for (const layer of new Set(layers.map((held) => held.digest)))
        holders.set(layer, (holders.get(layer) ?? 0) + 1)
    },
    others: (layer: string): number => Math.max(0, (holders.get(layer) ?? 1) - 1),
  }
}
