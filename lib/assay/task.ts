import type { RawItem } from '../export/item.ts'
import type { Child } from '../measure/child.ts'
import type { Settlement } from '../verify/rounds.ts'
import { type Assayed, assayElement, type Given } from './element.ts'

/** Elements of an export that are assayed in one go, by this thread or another. */
export interface Task {
  readonly items: readonly RawItem[]
  /** The children of these elements' indexes; null while single images are assayed (see {@link assayElement}). */
  readonly children: readonly Child[] | null
  /** What was found out about images that were left open; null while the export is read. */
  readonly settlements: ReadonlyMap<string, Settlement> | null
}

/** For each element of a task, what became of its images. */
export type Results = readonly (readonly Assayed[])[]

/** Results that take less room until they are read, which is once. */
export type Unread = () => Results

export const performTask = async ({ items, children, settlements }: Task, given: Given): Promise<Results> => {
  const known = children === null ? null : new Map(children.map((child) => [child.digest, child]))
  const later = settlements === null ? null : { children: known, settlements }
  const results: (readonly Assayed[])[] = []
  for (const item of items) results.push(await assayElement(item, later, given))
  return results
}
