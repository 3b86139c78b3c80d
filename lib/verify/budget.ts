/** Hashes that a search may spend: counted, never timed, so that every machine gives up at the same place. */
export interface Budget {
  readonly limit: number
  spent: number
  /** Whether a hash was refused. */
  exhausted: boolean
}

export const budgetOf = (limit: number): Budget => ({ limit, spent: 0, exhausted: false })

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
