import type { Found } from './attempt.ts'
import type { Budget } from './budget.ts'
import { osVersionSearches, type VersionlessIndex } from './os-version.ts'
import { type BrokenImage, repair } from './repair.ts'

/** A search that may take seconds, with all that it needs to know: plain data, so that any thread can do it. */
export type DeepSearch =
  /** For the one false field. */
  | { readonly type: 'field'; readonly image: BrokenImage }
  /** For `os.version`s; `unknown` of them are not known. */
  | { readonly type: 'versions'; readonly index: VersionlessIndex; readonly unknown: 0 | 1 | 2 }

/** What a search found, and its budget as it is then. */
export interface Searched {
  readonly found: Found
  readonly budget: Budget
}

/** Searches; `budget` tells afterwards what it took. */
export const searchDeep = (search: DeepSearch, budget: Budget): Found => {
  if (search.type === 'field') return repair(search.image, budget)
  const hit = osVersionSearches[search.unknown](search.index, budget)
  return hit === null ? null : { hit, contradiction: null }
}
