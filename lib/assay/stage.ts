import type { Children } from '../measure/child.ts'
import type { Settlement } from '../verify/rounds.ts'

/**
 * What is assayed of an element, and what is known by then: `settlements` are what searches over the whole export made
 * of puzzles, by their keys. `places` are those of the element's images that were left for this stage, from 0 on: what
 * evidence says of them may not be there any more.
 */
export type Stage =
  /** While the export is read: all, as far as it can be told. */
  | { readonly type: 'reading' }
  /** The single images that were left open. */
  | {
      readonly type: 'open'
      readonly places: readonly number[]
      readonly settlements: ReadonlyMap<string, Settlement>
    }
  /** Its indexes; `children` are those of their entries that the export holds. */
  | {
      readonly type: 'indexes'
      readonly places: readonly number[]
      readonly children: Children
      readonly settlements: ReadonlyMap<string, Settlement>
    }
