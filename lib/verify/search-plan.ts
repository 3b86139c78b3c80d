import { imageForms } from '../manifest/form.ts'
import { ownFacts } from './annotation-facts.ts'
import { annotationsIn } from './annotations.ts'
import {
  type Annotator,
  canBeAnnotated,
  dearAnnotators,
  inheritable,
  learningAnnotators,
  ownAnnotators,
} from './annotators.ts'
import type { Found } from './attempt.ts'
import type { Budget, SearchLimit } from './budget.ts'
import type { DeepSearch } from './deep-search.ts'
import type { Knowledge } from './knowledge.ts'
import { versionlessIndex } from './os-version.ts'
import type { Puzzle } from './puzzle.ts'
import { isWindows } from './rebuild-index.ts'

interface Asking {
  /** What bounds it. */
  readonly limit: SearchLimit
  /** What it asks of a puzzle, which changes with what is known; the same is not asked twice. Null: nothing. */
  readonly question: (puzzle: Puzzle, known: Knowledge) => string | null
}

/** One kind of search, over what earlier rounds proved: done at once, or by whichever thread has time. */
export type PlannedSearch = Asking &
  (
    | {
        /** What it finds missing in the image goes to `lacks`. */
        readonly search: (puzzle: Puzzle, known: Knowledge, budget: Budget, lacks: Set<string>) => Found
      }
    /** Null: there is nothing to search. */
    | { readonly deep: (puzzle: Puzzle, known: Knowledge) => DeepSearch | null }
  )

const searchAnnotations = (id: string, rows: readonly Annotator[]): PlannedSearch => ({
  limit: 'annotationHashes',
  question: (puzzle, known) => {
    if (!canBeAnnotated(puzzle, rows)) return null
    const learns = rows.some((row) => row.learns)
    return learns ? `${id} ${inheritable(puzzle, known).length}` : id
  },
  search: (puzzle, known, budget, lacks) => {
    const hit = puzzle.type === 'image' ? annotationsIn(puzzle, known, rows, budget, lacks) : null
    return hit === null ? null : { hit, contradiction: null }
  },
})

const searchDearAnnotations: PlannedSearch = {
  limit: 'annotationHashes',
  question: (puzzle) => (canBeAnnotated(puzzle, dearAnnotators) ? 'dear' : null),
  deep: (puzzle, known) =>
    puzzle.type === 'image'
      ? { type: 'annotations', puzzle, own: ownFacts(puzzle, known), common: known.common() }
      : null,
}

const searchVersions = (unknown: 0 | 1 | 2): PlannedSearch => ({
  limit: 'osVersionHashes',
  question: (puzzle, known) => {
    if (puzzle.type !== 'index' || !puzzle.entries.some(isWindows)) return null
    const versions = puzzle.entries.filter(isWindows).map(({ digest }) => known.osVersionsOf(digest))
    return JSON.stringify([unknown, versions])
  },
  deep: (puzzle, known) =>
    puzzle.type === 'index' ? { type: 'versions', index: versionlessIndex(puzzle, known), unknown } : null,
})

const searchRepair: PlannedSearch = {
  limit: 'repairHashes',
  question: ({ type }) => (type === 'image' ? 'repair' : null),
  deep: (puzzle, known) => {
    if (puzzle.type !== 'image') return null
    const order = known.orderOf(imageForms, puzzle.repository)
    return { type: 'field', image: { puzzle, order, length: known.lengthOf(puzzle.digest) } }
  },
}

/** What is searched for over a whole export, cheap before dear; the one false field only where `repair` says so. */
export const searchPlan = (repair: boolean): readonly PlannedSearch[] => [
  searchAnnotations('own', ownAnnotators),
  searchAnnotations('learnt', learningAnnotators),
  searchVersions(0),
  searchDearAnnotations,
  searchVersions(1),
  searchVersions(2),
  ...(repair ? [searchRepair] : []),
]
