import { type CommonFacts, knowledgeOf, type OwnFacts } from './annotation-facts.ts'
import { annotationsIn } from './annotations.ts'
import { dearAnnotators } from './annotators.ts'
import type { Found, Hit } from './attempt.ts'
import type { Budget } from './budget.ts'
import { osVersionSearches, type VersionlessIndex } from './os-version.ts'
import type { ImagePuzzle } from './puzzle.ts'
import { type BrokenImage, repair } from './repair.ts'

/** For annotations that take thousands of hashes. */
export interface AnnotationSearch {
  readonly type: 'annotations'
  readonly puzzle: ImagePuzzle
  readonly own: OwnFacts
  readonly common: CommonFacts
}

/** A search that may take seconds, with all that it needs to know: plain data, so that any thread can do it. */
export type DeepSearch =
  /** For the one false field. */
  | { readonly type: 'field'; readonly image: BrokenImage }
  /** For `os.version`s; `unknown` of them are not known. */
  | { readonly type: 'versions'; readonly index: VersionlessIndex; readonly unknown: 0 | 1 | 2 }
  | AnnotationSearch

/** What a search found, and its budget as it is then. */
export interface Searched {
  readonly found: Found
  readonly budget: Budget
}

const hitIn = (search: Exclude<DeepSearch, { readonly type: 'field' }>, budget: Budget): Hit | null => {
  if (search.type === 'versions') return osVersionSearches[search.unknown](search.index, budget)
  const { puzzle, own, common } = search
  return annotationsIn(puzzle, knowledgeOf(own, common), dearAnnotators, budget)
}

/** Searches; `budget` tells afterwards what it took. */
export const searchDeep = (search: DeepSearch, budget: Budget): Found => {
  if (search.type === 'field') return repair(search.image, budget)
  const hit = hitIn(search, budget)
  return hit === null ? null : { hit, contradiction: null }
}
