/** Levenshtein's distance: the edits of one character that turn `from` into `to`. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** The candidate that was probably meant by `word`, or null when none is near. */
export const nearest = (word: string, candidates: readonly string[]): string | null => {
  if (word.length > 100) return null
  const near = candidates
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .toSorted((one, other) => one.edits - other.edits)[0]?.candidate
  return near ?? candidates.find((candidate) => word.length > 2 && candidate.startsWith(word)) ?? null
}

/** `; did you mean …?`, or nothing. */
export const didYouMean = (word: string, candidates: readonly string[], prefix = ''): string => {
  const meant = nearest(word, candidates)
  return meant === null ? '' : `; did you mean ${prefix}${meant}?`
}
