import { setImmediate } from 'node:timers/promises'
import { isObject, type JsonObject } from '../json/json.ts'
import type { Limits } from '../limits.ts'
import { imageForms } from '../manifest/form.ts'
import { readAhead } from '../read-ahead.ts'
import { type Annotator, annotationsIn, annotators, canBeAnnotated, inheritable } from './annotations.ts'
import { type Found, formIdIn, type Hit } from './attempt.ts'
import { type Budget, budgetOf, type SearchLimit } from './budget.ts'
import type { Contradiction } from './contradiction.ts'
import { type DeepSearch, type Searched, searchDeep } from './deep-search.ts'
import { type Knowledge, knowledgeFor } from './knowledge.ts'
import { type Lesson, taughtAnnotations } from './lesson.ts'
import { versionlessIndex } from './os-version.ts'
import type { Puzzle } from './puzzle.ts'
import { isWindows } from './rebuild-index.ts'

/** What the searches over a whole export ended in, for one image. */
export interface Settlement {
  /** The rebuilt manifest that hashes to the digest. */
  readonly hit: Hit | null
  /** The one field that it contradicts; null where it was rebuilt from true fields. */
  readonly contradiction: Contradiction | null
  /** What was tried in vain, a clause each. */
  readonly tried: readonly string[]
}

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

/** Other threads that search beside this one. */
export interface Helpers {
  /** Null: they are busy, and this thread is to do it. */
  search(search: DeepSearch, budget: Budget): Promise<Searched> | null
  /** Searches to be begun while one is waited for. */
  readonly ahead: number
}

/** Kinds of search by the limit that bounds them: what a reason says of each. */
const kinds: Readonly<Record<SearchLimit, string>> = {
  annotationHashes: 'the search for annotations that tools add',
  osVersionHashes: 'the search for os.version of Windows entries',
  repairHashes: 'the search for one false field',
}

/** A puzzle, and how far it has come. */
interface Open {
  readonly puzzle: Puzzle
  found: Found
  readonly budgets: Map<SearchLimit, Budget>
  readonly asked: Set<string>
  /** What keeps it from being rebuilt, where that is known. */
  readonly lacks: Set<string>
}

/** One kind of search, over what earlier rounds proved. */
interface Kind {
  /** What bounds it. */
  readonly limit: SearchLimit
  /** What it asks of a puzzle, which changes with what is known; the same is not asked twice. Null: nothing. */
  readonly question: (puzzle: Puzzle, known: Knowledge) => string | null
}

type Search = Kind &
  (
    | { readonly search: (open: Open, known: Knowledge, budget: Budget) => Found }
    | { readonly deep: (puzzle: Puzzle, known: Knowledge) => DeepSearch | null }
  )

const searchAnnotations = (id: string, rows: readonly Annotator[]): Search => ({
  limit: 'annotationHashes',
  question: (puzzle, known) => {
    if (!canBeAnnotated(puzzle, rows)) return null
    const learns = rows.some((row) => row.learns)
    return learns ? `${id} ${inheritable(puzzle, known).length}` : id
  },
  search: ({ puzzle, lacks }, known, budget) => {
    const hit = puzzle.type === 'image' ? annotationsIn(puzzle, known, rows, budget, lacks) : null
    return hit === null ? null : { hit, contradiction: null }
  },
})

const searchVersions = (unknown: 0 | 1 | 2): Search => ({
  limit: 'osVersionHashes',
  question: (puzzle, known) => {
    if (puzzle.type !== 'index' || !puzzle.entries.some(isWindows)) return null
    const versions = puzzle.entries.filter(isWindows).map(({ digest }) => known.osVersionsOf(digest))
    return JSON.stringify([unknown, versions])
  },
  deep: (puzzle, known) =>
    puzzle.type === 'index' ? { type: 'versions', index: versionlessIndex(puzzle, known), unknown } : null,
})

const searchRepair: Search = {
  limit: 'repairHashes',
  question: ({ type }) => (type === 'image' ? 'repair' : null),
  deep: (puzzle, known) => {
    if (puzzle.type !== 'image') return null
    const order = known.orderOf(imageForms, puzzle.repository)
    return { type: 'field', image: { puzzle, order, length: known.lengthOf(puzzle.digest) } }
  },
}

const learning = annotators.findIndex(({ learns }) => learns)
const lastLearning = annotators.findLastIndex(({ learns }) => learns)

/** From cheap to dear. */
const plan = (options: SearchOptions): readonly Search[] => [
  searchAnnotations('own', annotators.slice(0, learning)),
  searchAnnotations('learnt', annotators.slice(learning, lastLearning + 1)),
  searchVersions(0),
  searchAnnotations('dear', annotators.slice(lastLearning + 1)),
  searchVersions(1),
  searchVersions(2),
  ...(options.repair ? [searchRepair] : []),
]

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

/** What a search tried in vain, and the limit that ended it where one did. */
const triedClause = (name: SearchLimit, { spent, limit, by, exhausted }: Budget): string =>
  exhausted
    ? `${kinds[name]} was stopped after ${spent} hashes, at ${limit} by limit ${by}${by === name ? '' : ', which all images share'} (--limit ${by}=VALUE sets it)`
    : `${kinds[name]} took ${spent} hashes of at most ${limit}`

/** What was not looked at, and the limit that kept it. */
const cutClause = (limits: Limits): string =>
  `of more than ${limits.evidenceTexts} texts of evidence only so many were looked through for what it is built on, by limit evidenceTexts (--limit evidenceTexts=VALUE sets it)`

const settlementOf = ({ found, budgets, lacks }: Open, cut: readonly string[]): Settlement => {
  if (found !== null) return { ...found, tried: [] }
  const tried = (Object.keys(kinds) as SearchLimit[]).flatMap((name) => {
    const budget = budgets.get(name)
    return budget !== undefined && (budget.spent > 0 || budget.exhausted) ? [triedClause(name, budget)] : []
  })
  return { hit: null, contradiction: null, tried: [...lacks, ...cut, ...tried] }
}

const openPuzzle = (puzzle: Puzzle): Open => ({
  puzzle,
  found: null,
  budgets: new Map(),
  asked: new Set(),
  lacks: new Set(),
})

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
 * matters. Gives a settlement for each puzzle, in their order.
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

  /** What an image has left to spend; the first who ask share what there is for an export. */
  const budgetFor = ({ budgets }: Open, limit: SearchLimit, asking: number): Budget => {
    const budget = budgets.get(limit) ?? budgetOf(limits, limit, asking)
    budgets.set(limit, budget)
    return budget
  }

  let questions = 0
  const perform = async (kind: Search, one: Open, asking: number): Promise<Found> => {
    const budget = budgetFor(one, kind.limit, asking)
    if ('search' in kind) return kind.search(one, known, budget)
    const deep = kind.deep(one.puzzle, known)
    if (deep === null) return null
    const helped = options.helpers?.search(deep, budget) ?? null
    if (helped === null) return searchDeep(deep, budget)
    const searched = await helped
    one.budgets.set(kind.limit, searched.budget)
    return searched.found
  }

  const round = async (kind: Search): Promise<boolean> => {
    const open: Open[] = []
    questions += first.length
    for (const one of first) {
      const asked = one.found === null ? kind.question(one.puzzle, known) : null
      if (asked === null || one.asked.has(asked)) continue
      one.asked.add(asked)
      open.push(one)
    }
    const found: Found[] = []
    const search = (one: Open): Promise<Found> => perform(kind, one, open.length)
    for await (const each of readAhead(paced(open), search, options.helpers?.ahead ?? 0)) {
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
  const searches = plan(options)
  const isDone = () =>
    questions >= mostQuestions ||
    (until !== undefined && all.some(({ puzzle, found }) => found !== null && until(puzzle)))
  let level = 0
  while (level < searches.length && !isDone())
    level = (await round(searches[level] as Search)) ? 0 : level + 1
  const cut = options.isCut ? [cutClause(limits)] : []
  return all.map((one) => settlementOf(one, canBeAnnotated(one.puzzle, annotators) ? cut : []))
}
