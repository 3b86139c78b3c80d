import type { LimitName, Limits } from '../limits.ts'

/** Kinds of search over a whole export, by the limit of what each may spend on one image. */
export type SearchLimit = Extract<LimitName, 'annotationHashes' | 'osVersionHashes' | 'repairHashes'>

/** Hashes that a search may spend: counted, never timed, so that every machine gives up at the same place. */
export interface Budget {
  readonly limit: number
  /** The limit that it comes from: of one image, or of the whole export divided among its images. */
  readonly by: LimitName
  spent: number
  /** Whether a hash was refused. */
  exhausted: boolean
}

/** What one of so many images may spend on a kind of search. */
export const budgetOf = (limits: Limits, name: SearchLimit, images: number): Budget => {
  const all = name === 'repairHashes' ? 'allRepairHashes' : 'searchHashes'
  const share = Math.floor(limits[all] / Math.max(1, images))
  const own = limits[name]
  return { limit: Math.min(own, share), by: own <= share ? name : all, spent: 0, exhausted: false }
}

/** A hash of a long text counts as several: one for every 4 KiB, about what the fixed cost of a hash is worth. */
const costOf = (bytes: number): number => 1 + Math.floor(bytes / 4096)

/** Counts a hash of so many bytes; false where the budget does not hold it any more. */
export const spend = (budget: Budget, bytes: number): boolean => {
  const cost = costOf(bytes)
  if (budget.spent + cost > budget.limit) {
    budget.exhausted = true
    return false
  }
  budget.spent += cost
  return true
}
