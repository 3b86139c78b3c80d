import type { Rejection } from '../export/item.ts'

/** What of an export cannot be reported on: the first ones by name, all of them by number. */
export interface Rejections {
  add(rejection: Rejection): void
  readonly named: Rejection[]
  count(): number
}

/** @param most to be named: a list can hold an unusable item every two bytes */
export const createRejections = (most: number): Rejections => {
  const named: Rejection[] = []
  let count = 0
  return {
    add(rejection) {
      if (count++ < most) named.push(rejection)
    },
    named,
    count: () => count,
  }
}
