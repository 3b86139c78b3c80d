import type { RawItem } from '../export/item.ts'
import type { AssayContext } from './context.ts'
import { type Contributions, createContributions } from './contributions.ts'
import { assayElement, type ImageOutcome } from './element.ts'
import type { Stage } from './stage.ts'

/** A stage with the places of each element. */
type WithPlaces<Of extends Stage> = Of extends { readonly places: unknown }
  ? Omit<Of, 'places'> & { readonly places: readonly (readonly number[])[] }
  : Of

/** The {@link Stage} of a task's elements. */
export type TaskStage = WithPlaces<Stage>

/** Elements of an export that are assayed in one go, by this thread or another. */
export interface Task {
  /** From 0 on, in the order in which the export's images are reported. */
  readonly number: number
  readonly items: readonly RawItem[]
  readonly stage: TaskStage
}

export interface Results {
  /** For each element of the task, what became of its images. */
  readonly outcomes: readonly (readonly ImageOutcome[])[]
  /** Of all images that are reported. */
  readonly contributions: Contributions
}

/** Results that take less room until they are read, which is once. */
export type Unread = () => Results

/** More images than a task has: its elements would have to have as many bytes. */
const mostImages = 2 ** 28

const stagesOf = (stage: TaskStage): ((item: number) => Stage) => {
  if (stage.type === 'reading') return () => stage
  return (item) => ({ ...stage, places: stage.places[item] ?? [] })
}

export const performTask = async (
  { number, items, stage }: Task,
  context: AssayContext,
): Promise<Results> => {
  const contributions = createContributions(context.secret, number * mostImages)
  const stageOf = stagesOf(stage)
  const outcomes: (readonly ImageOutcome[])[] = []
  for (const [item, raw] of items.entries())
    outcomes.push(await assayElement(raw, stageOf(item), context, contributions))
  return { outcomes, contributions: contributions.contributions() }
}
