import { setImmediate } from 'node:timers/promises'
import { isObject, type JsonObject } from '../json/json.ts'
import type { Limits } from '../limits.ts'
import { readAhead } from '../read-ahead.ts'
import { annotators, canBeAnnotated } from './annotators.ts'
import { type Found, formIdIn, type Hit } from './attempt.ts'
import { type Budget, budgetOf, type SearchLimit } from './budget.ts'
import { type DeepSearch, type Searched, searchDeep } from './deep-search.ts'
import { type Knowledge, knowledgeFor } from './knowledge.ts'
import { type Lesson, taughtAnnotations } from './lesson.ts'
import type { Puzzle } from './puzzle.ts'
import { type PlannedSearch, searchPlan } from './search-plan.ts'
import { cutClause, type SearchState, type Settlement, settlementOf } from './settlement.ts'

/** How a whole export is searched. */
export interface SearchOptions {
  /** Whether to search for the one false field. */
  readonly repair: boolean
  /** Called after each image that was searched. */
  readonly onSearched?: (done: number, of: number) => void
  /** Such puzzles go first in each round, and all ends once one of them is settled. */
  readonly until?: (puzzle: Puzzle) => boolean
  /** Whether there is more evidence than was looked through for what images are built on. */
  readonly isCut?: boolean
  /** Default: none. */
  readonly helpers?: Helpers
}

/** Has another thread search. */
export interface Searcher {
  search(search: DeepSearch, budget: Budget): Promise<Searched>
}

/** Other threads that search beside this one. */
export interface Helpers {
  /** Null: they are busy. */
  idle(): Searcher | null
  /** Searches to be begun while one is waited for. */
  readonly ahead: number
}

/** A puzzle, and how far it has come. */
interface Open extends SearchState {
  readonly puzzle: Puzzle
  found: Found
  readonly budgets: Map<SearchLimit, Budget>
  /** Questions that were put already. */
  readonly asked: Set<string>
  readonly lacks: Set<string>
}

/** What a newly proven manifest teaches the next round. */
const lessonOf = ({ puzzle }: Open, { bytes, form }: Hit): Lesson => {
  const { annotations, manifests } = JSON.parse(bytes.toString()) as JsonObject
  const layers = puzzle.type === 'image' ? puzzle.remains.layers : []
  const written = Array.isArray(manifests) ? manifests.filter(isObject) : []
  const entries = puzzle.type === 'index' ? puzzle.entries : []
  return {
    digest: puzzle.digest,
    layerCount: layers.length,
    baseLayer: layers[0]?.digest ?? null,
    topLayer: layers.at(-1)?.digest ?? null,
    form: formIdIn(form),
    names: puzzle.repository === null ? [] : [puzzle.repository],
    annotations: taughtAnnotations(annotations),
    osVersion: null,
    children: entries.map(({ digest, size, mediaType }, i) => {
      const platform = written[i]?.platform
      const osVersion = isObject(platform) ? platform['os.version'] : null
      return {
        digest,
        size: size ?? 0,
        mediaType,
        osVersion: typeof osVersion === 'string' ? osVersion : null,
      }
    }),
  }
}

const openPuzzle = (puzzle: Puzzle): Open => ({
  puzzle,
  found: null,
  budgets: new Map(),
  asked: new Set(),
  lacks: new Set(),
})

/** Puzzles of which a search asks something that it has not asked yet; from now on it has. */
const newlyAsked = (search: PlannedSearch, all: readonly Open[], known: Knowledge): readonly Open[] => {
  const open: Open[] = []
  for (const one of all) {
    const question = one.found === null ? search.question(one.puzzle, known) : null
    if (question === null || one.asked.has(question)) continue
    one.asked.add(question)
    open.push(one)
  }
  return open
}

/** Hashes that take about as long as to send a search to another thread. */
const briefHashes = 200

/** What a search comes to that ends soon, as many do; null where it goes on. */
const searchBriefly = (search: DeepSearch, budget: Budget): Searched | null => {
  const brief = { ...budget, limit: Math.min(budget.limit, budget.spent + briefHashes) }
  const found = searchDeep(search, brief)
  if (found === null && brief.exhausted && brief.limit < budget.limit) return null
  return { found, budget: { ...brief, limit: budget.limit } }
}

/** Signals and timers wait for one image only. */
async function* paced(all: readonly Open[]): AsyncGenerator<Open> {
  for (const one of all) {
    yield one
    await setImmediate()
  }
}

/** Rounds end when so many questions were considered: a chain of 20,000 images would have six times as many. */
const mostQuestions = 100_000_000

/**
 * Searches for the manifests of images that their own fields do not prove, over everything that their export holds. It
 * goes in rounds: each uses only what earlier rounds proved, so neither the order of items nor who searched first
 * matters.
 * @returns a settlement for each puzzle, in their order
 */
export const settleInRounds = async (
  puzzles: readonly Puzzle[],
  lessons: Iterable<Lesson>,
  options: SearchOptions,
  limits: Limits,
): Promise<readonly Settlement[]> => {
  const all = puzzles.map(openPuzzle)
  const { until } = options
  const first = until === undefined ? all : all.toSorted((a, b) => +until(b.puzzle) - +until(a.puzzle))
  const known = knowledgeFor(puzzles)
  if (all.length > 0) for (const lesson of lessons) known.learn(lesson)

  let questions = 0
  const perform = async (search: PlannedSearch, one: Open, asking: number): Promise<Found> => {
    const budget = one.budgets.get(search.limit) ?? budgetOf(limits, search.limit, asking)
    one.budgets.set(search.limit, budget)
    if ('search' in search) return search.search(one.puzzle, known, budget, one.lacks)
    const deep = search.deep(one.puzzle, known)
    if (deep === null) return null
    const helper = options.helpers?.idle() ?? null
    if (helper === null) return searchDeep(deep, budget)
    const searched = searchBriefly(deep, budget) ?? (await helper.search(deep, budget))
    one.budgets.set(search.limit, searched.budget)
    return searched.found
  }

  /** Whether anything was found. */
  const round = async (search: PlannedSearch): Promise<boolean> => {
    questions += first.length
    const open = newlyAsked(search, first, known)
    const found: Found[] = []
    // The first who ask share what there is for an export.
    const performed = (one: Open): Promise<Found> => perform(search, one, open.length)
    for await (const each of readAhead(paced(open), performed, options.helpers?.ahead ?? 0)) {
      found.push(each)
      if (each !== null && until?.(open[found.length - 1]?.puzzle as Puzzle)) break
      options.onSearched?.(found.length, open.length)
    }
    for (const [i, one] of open.entries()) {
      one.found = found[i] ?? null
      if (one.found !== null) known.learn(lessonOf(one, one.found.hit))
    }
    return found.some((each) => each !== null)
  }

  // What proves anything sends all back to the start, where only new questions are asked.
  const searches = searchPlan(options.repair)
  const isDone = () =>
    questions >= mostQuestions ||
    (until !== undefined && all.some(({ puzzle, found }) => found !== null && until(puzzle)))
  let level = 0
  while (level < searches.length && !isDone())
    level = (await round(searches[level] as PlannedSearch)) ? 0 : level + 1
  const cut = options.isCut ? [cutClause(limits)] : []
  return all.map((one) => settlementOf(one, canBeAnnotated(one.puzzle, annotators) ? cut : []))
}
