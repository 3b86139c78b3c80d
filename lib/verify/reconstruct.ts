import type { Digest } from '../digest.ts'
import type { Image } from '../image/image.ts'
import { manifestType } from '../image/media-type.ts'
import type { Limits } from '../limits.ts'
import { type Attempt, attempt, type Hit, type Stop } from './attempt.ts'
import { imageRemains } from './rebuild-image.ts'
import { indexCandidates, indexRemains } from './rebuild-index.ts'
import { searchImage } from './search-image.ts'
import type { Reason } from './verification.ts'

/** A rebuilt manifest that hashes to the digest, or why there is none. */
export type Reconstruction =
  | { readonly hit: Hit }
  | { readonly hit: null; readonly reason: Reason; readonly stop: Stop | null }

const missing = (reason: Reason): Reconstruction => ({ hit: null, reason, stop: null })

const concluded = (found: Attempt): Reconstruction =>
  found.hit === null ? { ...found, reason: 'reconstruction-inconclusive' } : found

/** Rebuilds a blanked manifest from the export's own fields. A miss proves nothing. */
export const reconstruct = (image: Image, digest: Digest, limits: Limits): Reconstruction => {
  // A schema 1 manifest holds the history of every layer, which the API drops.
  if (manifestType(image.mediaType)?.shape === 'schema1') return missing('schema1-manifest-absent')
  if (image.type === 'index') {
    const entries = indexRemains(image)
    if (entries === null) return missing('manifest-absent')
    return concluded(attempt(indexCandidates(entries, image.mediaType), digest, limits.rebuiltBytes))
  }
  const remains = imageRemains(image)
  if (remains === null) return missing('manifest-absent')
  if (remains.configSize < 0) return missing('reconstruction-inconclusive')
  return concluded(searchImage(remains, digest, limits.rebuiltBytes))
}
