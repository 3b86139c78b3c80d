import { hash } from 'node:crypto'
import type { Digest } from '../digest.ts'
import type { EntryClaim, Image } from '../image/image.ts'
import { repositoryOf } from '../image/name.ts'
import { isObject } from '../json/json.ts'
import type { LayerPath } from './correction.ts'
import type { Proof } from './proof.ts'
import { type ImageRemains, imageRemains } from './rebuild-image.ts'
import { indexRemains } from './rebuild-index.ts'

interface Blanked {
  readonly digest: Digest
  /** Registry and repository, as the image's reference says. */
  readonly repository: string | null
}

/** A blanked image that its own fields do not prove as they stand: what is left of it. A plain record. */
export interface ImagePuzzle extends Blanked {
  readonly type: 'image'
  readonly remains: ImageRemains
  /** Whether `dockerImageLayers` stands base last. */
  readonly reversed: boolean
  /** `Config.Labels`, as far as they are texts. */
  readonly labels: Readonly<Record<string, string>>
  readonly created: string | null
  readonly architecture: string | null
}

/** A blanked index that its own entries do not prove. A plain record. */
export interface IndexPuzzle extends Blanked {
  readonly type: 'index'
  readonly entries: readonly EntryClaim[]
  readonly mediaType: string | null
}

export type Puzzle = ImagePuzzle | IndexPuzzle

/** Labels beyond this many, or longer than this, are no annotations of any tool. */
const mostLabels = 500
const longestLabel = 4096

const labelsOf = (config: unknown): Record<string, string> => {
  if (!isObject(config) || !isObject(config.Labels)) return {}
  const texts = Object.entries(config.Labels).filter(
    (label): label is [string, string] => typeof label[1] === 'string' && label[1].length <= longestLabel,
  )
  return Object.fromEntries(texts.slice(0, mostLabels))
}

/** What a search over the whole export may still prove; null where nothing could: no bytes, fields that do not fit. */
export const puzzleOf = (image: Image, { verification, described }: Proof): Puzzle | null => {
  const { digest, reference, metadata } = image
  if (digest === null || verification.reason !== 'reconstruction-inconclusive') return null
  const blanked = { digest, repository: reference === null ? null : repositoryOf(reference) }
  if (described.type === 'index') {
    const entries = indexRemains(image)
    return entries === null ? null : { type: 'index', ...blanked, entries, mediaType: image.mediaType }
  }
  const remains = imageRemains(image)
  if (remains === null) return null
  const created = metadata?.value.Created
  return {
    type: 'image',
    ...blanked,
    remains,
    reversed: image.layersReversed,
    labels: labelsOf(metadata?.value.Config),
    created: typeof created === 'string' ? created : null,
    architecture: metadata?.architecture ?? null,
  }
}

/** What tells puzzles apart: images given twice alike ask the same. */
export const puzzleKey = (puzzle: Puzzle): string => hash('sha256', JSON.stringify(puzzle), 'hex')

/** Where the layers of a puzzle stand in `dockerImageLayers`. */
export const layerPathOf =
  ({ remains, reversed }: ImagePuzzle): LayerPath =>
  (i) =>
    reversed ? remains.layers.length - 1 - i : i
