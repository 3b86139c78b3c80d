import type { RawItem } from '../export/item.ts'
import type { Children } from '../measure/child.ts'
import { applySettlement } from '../verify/apply-settlement.ts'
import type { Settlement } from '../verify/settlement.ts'
import { type AssayedImage, assayImage, assayIndex } from './assayed-image.ts'
import type { AssayContext } from './context.ts'
import { type Contributions, type ContributionWriter, createContributions } from './contributions.ts'
import { assayElement, type ImageOutcome } from './element.ts'
import { type ProvenImage, unpackImage } from './proven-image.ts'

/** An image that was left for when the whole export is known. */
export interface PendingImage {
  /** Of the puzzle that it leaves (see `puzzleKey`); null where it leaves none. */
  readonly key: string | null
  /** What `packImage` made of it. */
  readonly bytes: Uint8Array
}

/** What a search over the whole export made of puzzles, by their keys. */
export type Settlements = ReadonlyMap<string, Settlement>

/** What is assayed in one go, by this thread or another, with what is known by then. */
export type Work =
  /** Elements of an export, while it is read. */
  | { readonly type: 'elements'; readonly items: readonly RawItem[] }
  /** The single images that were left open. */
  | { readonly type: 'open'; readonly items: readonly PendingImage[]; readonly settlements: Settlements }
  /** Its indexes; `children` are those of their entries that the export holds. */
  | {
      readonly type: 'indexes'
      readonly items: readonly PendingImage[]
      readonly settlements: Settlements
      readonly children: Children
    }

/** Work with its number, from 0 on, in the order in which the export's images are reported. */
export interface Task {
  readonly number: number
  readonly work: Work
}

/** What came of a task. */
export interface Results {
  /** For each item of the work, what became of its images. */
  readonly outcomes: readonly (readonly ImageOutcome[])[]
  /** Of all images that are reported. */
  readonly contributions: Contributions
}

/** Results that take less room until they are read, which is once. */
export type Unread = () => Results

/** More images than a task has: its elements would have to have as many bytes. */
const mostImages = 2 ** 28

const settled = async (
  { key, bytes }: PendingImage,
  settlements: Settlements,
  { evidence, limits }: AssayContext,
): Promise<ProvenImage> => {
  const { image, proof } = unpackImage(bytes)
  const settlement = key === null ? undefined : settlements.get(key)
  if (settlement === undefined) return { image, proof }
  return { image, proof: await applySettlement(image, proof, settlement, evidence, limits) }
}

const assayPending = async (
  pending: PendingImage,
  work: Exclude<Work, { readonly type: 'elements' }>,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<AssayedImage> => {
  const proven = await settled(pending, work.settlements, context)
  return work.type === 'open'
    ? assayImage(proven, context, contributions)
    : assayIndex(proven, work.children, context, contributions)
}

/**
 * Does a task, one item after the other.
 * @throws AssayError when evidence cannot be read; what is wrong with an item is an outcome or a finding
 */
export const performTask = async ({ number, work }: Task, context: AssayContext): Promise<Results> => {
  const contributions = createContributions(context.secret, number * mostImages)
  const outcomes: (readonly ImageOutcome[])[] = []
  if (work.type === 'elements')
    for (const raw of work.items) outcomes.push(await assayElement(raw, context, contributions))
  else
    for (const pending of work.items)
      outcomes.push([await assayPending(pending, work, context, contributions)])
  return { outcomes, contributions: contributions.contributions() }
}
