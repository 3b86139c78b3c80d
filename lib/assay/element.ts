import { decodeItem } from '../export/decode.ts'
import type { RawItem, Rejection } from '../export/item.ts'
import { parseImage } from '../image/parse.ts'
import { childText } from '../measure/children.ts'
import { unknownSize } from '../measure/size.ts'
import { versionsInEvidence } from '../verify/evidence-versions.ts'
import { lessonText } from '../verify/lesson.ts'
import { proveManifest } from '../verify/prove.ts'
import { type Puzzle, puzzleOf } from '../verify/puzzle.ts'
import { type AssayedImage, assayImage } from './assayed-image.ts'
import type { AssayContext } from './context.ts'
import type { ContributionWriter } from './contributions.ts'
import { type ProvenImage, packImage } from './proven-image.ts'

/** What became of one image of an element, or of what was none; `bytes` are what {@link packImage} made of it. */
export type ImageOutcome =
  | AssayedImage
  | { readonly type: 'rejection'; readonly rejection: Rejection }
  /** A single image, left for when the whole export is known. */
  | { readonly type: 'open'; readonly puzzle: Puzzle; readonly bytes: Uint8Array }
  /** An index, left for when its children are known. */
  | {
      readonly type: 'index'
      readonly puzzle: Puzzle | null
      readonly entryDigests: readonly string[]
      readonly bytes: Uint8Array
    }

/** What can be told of an image while the export is read. */
const assayFirst = async (
  proven: ProvenImage,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<ImageOutcome> => {
  const { image, proof } = proven
  const puzzle = puzzleOf(image, proof)
  if (proof.described.type === 'index') {
    const versions = await versionsInEvidence(puzzle, context.evidence, context.limits)
    contributions.introduce(childText(image, proof, unknownSize))
    contributions.teach(lessonText(image, proof, versions))
    const entryDigests = proof.described.entries.map(({ digest }) => digest)
    return { type: 'index', puzzle, entryDigests, bytes: packImage(proven) }
  }
  contributions.teach(lessonText(image, proof))
  return puzzle === null
    ? assayImage(proven, context, contributions)
    : { type: 'open', puzzle, bytes: packImage(proven) }
}

/**
 * Parses, proves and assays the images in one element of an export: one, or an import answer's several. Single images
 * that a search may settle and indexes are left for later.
 * @returns an outcome for each image, in their order
 */
export const assayElement = async (
  raw: RawItem,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<readonly ImageOutcome[]> => {
  const outcomes: ImageOutcome[] = []
  for (const decoded of decodeItem(raw, context.limits)) {
    if ('code' in decoded) outcomes.push({ type: 'rejection', rejection: decoded })
    else {
      const image = parseImage(decoded, context.limits)
      const proof = await proveManifest(image, context.evidence, context.limits)
      outcomes.push(await assayFirst({ image, proof }, context, contributions))
    }
  }
  return outcomes
}
