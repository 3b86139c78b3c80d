import { setImmediate } from 'node:timers/promises'
import type { LimitName, Limits } from '../limits.ts'
import { isObject, type JsonObject } from '../json/json.ts'
import { imageForms } from '../manifest/form.ts'
import type { Hit } from './attempt.ts'
import { type Budget, budgetOf } from './budget.ts'
import type { Contradiction } from './contradiction.ts'
import { type Knowledge, knowledgeFor } from './knowledge.ts'
import type { Lesson } from './lesson.ts'
import { layerPathOf, type Puzzle } from './puzzle.ts'
import { repair } from './repair.ts'

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
}

/** Exports of up to this many images are searched for false fields unless someone decides otherwise. */
const repairedByDefault = 1000

/** Whether an export is searched for false fields: as asked, else by how many images it has. */
export const isRepaired = (asked: boolean | undefined, images: number): boolean =>
  asked ?? images <= repairedByDefault

/** Hashes that each kind of search spends on a whole export: some minutes, however many images are open. */
const exportHashes = 200_000_000

/** What one image may cost, so that all of them stay within {@link exportHashes}. */
const share = (limit: number, images: number): number =>
  Math.min(limit, Math.floor(exportHashes / Math.max(1, images)))

/** A puzzle, and how far it has come. */
interface Open {
  readonly puzzle: Puzzle
  settlement: Settlement
}

const unsettled: Settlement = { hit: null, contradiction: null, tried: [] }

/** What a search tried in vain, and the limit that ended it where one did. */
const triedClause = (what: string, name: LimitName, { spent, limit, exhausted }: Budget): string =>
  exhausted
    ? `${what} was stopped after ${spent} hashes, at ${limit} by limit ${name} (--limit ${name}=VALUE sets it)`
    : `${what} took ${spent} hashes of at most ${limit}`

/** What a newly proven manifest teaches the next round. */
const learnFrom = ({ puzzle, settlement: { hit } }: Open, known: Knowledge): void => {
  if (hit === null || puzzle.type === 'index') return
  const { annotations } = JSON.parse(hit.bytes.toString()) as JsonObject
  const { layers } = puzzle.remains
  known.learn({
    digest: puzzle.digest,
    layerCount: layers.length,
    topLayer: layers.at(-1)?.digest ?? null,
    form: hit.form,
    names: puzzle.repository === null ? [] : [puzzle.repository],
    annotations: isObject(annotations) ? annotations : null,
    osVersion: null,
    baseLayer: null,
  })
}

interface Context {
  readonly known: Knowledge
  readonly limits: Limits
}

/** One kind of search, over what earlier rounds proved. */
type Search = (open: readonly Open[], context: Context) => (one: Open) => Settlement | null

const searchRepair: Search = (open, { known, limits }) => {
  const images = open.filter(({ puzzle }) => puzzle.type === 'image').length
  const limit = share(limits.repairHashes, images)
  return ({ puzzle, settlement }) => {
    if (puzzle.type !== 'image') return null
    const budget = budgetOf(limit)
    const { digest, remains, repository } = puzzle
    const rank = known.rankIn(imageForms, repository)
    const repaired = repair({ digest, remains, at: layerPathOf(puzzle), rank, length: null }, budget)
    if (repaired !== null) return { ...repaired, tried: [] }
    const clause = triedClause('the search for one false field', 'repairHashes', budget)
    return { ...settlement, tried: [...settlement.tried, clause] }
  }
}

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
  const all = puzzles.map((puzzle): Open => ({ puzzle, settlement: unsettled }))
  const known = knowledgeFor(puzzles)
  if (all.length > 0) for (const lesson of lessons) known.learn(lesson)
  const searches: readonly Search[] = options.repair ? [searchRepair] : []
  for (let level = 0; level < searches.length; level++) {
    const open = all.filter(({ settlement }) => settlement.hit === null)
    const search = (searches[level] as Search)(open, { known, limits })
    const found: Settlement[] = []
    for (const one of open) {
      found.push(search(one) ?? one.settlement)
      options.onSearched?.(found.length, open.length)
      // Signals and timers wait for each image only.
      await setImmediate()
    }
    for (const [i, one] of open.entries()) one.settlement = found[i] as Settlement
    for (const one of open) learnFrom(one, known)
  }
  return all.map(({ settlement }) => settlement)
}
