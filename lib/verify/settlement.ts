import type { Limits } from '../limits.ts'
import type { Found, Hit } from './attempt.ts'
import type { Budget, SearchLimit } from './budget.ts'
import type { Contradiction } from './contradiction.ts'

/** What the searches over a whole export ended in, for one image. */
export interface Settlement {
  /** The rebuilt manifest that hashes to the digest. */
  readonly hit: Hit | null
  /** The one field that it contradicts; null where it was rebuilt from true fields. */
  readonly contradiction: Contradiction | null
  /** What was tried in vain, a clause each. */
  readonly tried: readonly string[]
}

/** Kinds of search by the limit that bounds them: what a reason says of each. */
const kinds: Readonly<Record<SearchLimit, string>> = {
  annotationHashes: 'the search for annotations that tools add',
  osVersionHashes: 'the search for os.version of Windows entries',
  repairHashes: 'the search for one false field',
}

/** What a search tried in vain, and the limit that ended it where one did. */
const triedClause = (name: SearchLimit, { spent, limit, by, exhausted }: Budget): string =>
  exhausted
    ? `${kinds[name]} was stopped after ${spent} hashes, at ${limit} by limit ${by}${by === name ? '' : ', which all images share'} (--limit ${by}=VALUE sets it)`
    : `${kinds[name]} took ${spent} hashes of at most ${limit}`

/** What of the evidence was not looked at, and the limit that kept it. */
export const cutClause = (limits: Limits): string =>
  `of more than ${limits.evidenceTexts} texts of evidence only so many were looked through for what it is built on, by limit evidenceTexts (--limit evidenceTexts=VALUE sets it)`

/** How far the searches came with one image. */
export interface SearchState {
  readonly found: Found
  /** What each kind of search spent. */
  readonly budgets: ReadonlyMap<SearchLimit, Budget>
  /** What keeps it from being rebuilt, where that is known: a clause each. */
  readonly lacks: ReadonlySet<string>
}

/** `cut` are clauses on what was not looked at (see {@link cutClause}). */
export const settlementOf = ({ found, budgets, lacks }: SearchState, cut: readonly string[]): Settlement => {
  if (found !== null) return { ...found, tried: [] }
  const tried = (Object.keys(kinds) as SearchLimit[]).flatMap((name) => {
    const budget = budgets.get(name)
    return budget !== undefined && (budget.spent > 0 || budget.exhausted) ? [triedClause(name, budget)] : []
  })
  return { hit: null, contradiction: null, tried: [...lacks, ...cut, ...tried] }
}
