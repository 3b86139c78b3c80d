import { smallest, withText } from './smallest.ts'

/** Images whose `os.version` is remembered, and as many whose base layer is. */
const mostImages = 100_000
/** Versions of one image, where lessons contradict one another. */
const mostVersions = 4

/** The `os.version`s of an export's Windows images: those on one base layer share theirs. */
export interface KnownVersions {
  /** What an image, or an index of it, says; null: nothing. */
  learn(digest: string, version: string | null): void
  /** The layer that an image stands on; null: none is known. */
  place(digest: string, baseLayer: string | null): void
  /** An image's own, else those of images on its base layer, in the order of texts. */
  of(digest: string): readonly string[]
}

/** Bounded; the same in whatever order lessons come. */
export const createKnownVersions = (): KnownVersions => {
  const versions = smallest<readonly string[]>(mostImages)
  const baseLayers = smallest<string>(mostImages)
  /** Grouped once for as long as nothing is learnt. */
  let byLayer: ReadonlyMap<string, readonly (readonly [string, readonly string[]])[]> | null = null

  const versionsOn = (layer: string): readonly string[] => {
    byLayer ??= Map.groupBy(versions.sorted(), ([digest]) => baseLayers.get(digest) ?? '')
    return [...new Set((byLayer.get(layer) ?? []).flatMap(([, own]) => own))].toSorted()
  }

  return {
    learn(digest, version) {
      if (version === null) return
      versions.add(digest, (known) => withText(known, version, mostVersions))
      byLayer = null
    },
    place(digest, baseLayer) {
      if (baseLayer === null) return
      baseLayers.add(digest, (known) => (known === undefined || baseLayer < known ? baseLayer : known))
      byLayer = null
    },
    of(digest) {
      const own = versions.get(digest)
      if (own !== undefined) return own
      const layer = baseLayers.get(digest)
      return layer === undefined ? [] : versionsOn(layer)
    },
  }
}
