/** Stands for any run of characters, `/` among them (`**`) or not (`*`). */
type Wildcard = '*' | '**'
type Step = Wildcard | { readonly is: string }

const stepsOf = (pattern: string): Step[] => {
  const steps: Step[] = []
  for (const part of pattern.match(/\*+|[^*]/gu) ?? []) {
    if (part === '*') steps.push('*')
    else steps.push(part.startsWith('*') ? '**' : { is: part })
  }
  return steps
}

/**
 * Whether the whole of `text` fits `pattern`: `*` stands for any run of characters but `/`, `**` for any run at all,
 * everything else for itself. Takes time in proportion to the lengths multiplied, whatever stands in either.
 */
export const fitsPattern = (pattern: string, text: string): boolean => {
  if (pattern === '**') return true
  if (!pattern.includes('*')) return pattern === text
  const steps = stepsOf(pattern)
  /** Whether the text so far fits the first so many steps. */
  let reached = new Uint8Array(steps.length + 1)
  const skipWildcards = (): void => {
    for (const [at, step] of steps.entries())
      if (reached[at] === 1 && typeof step === 'string') reached[at + 1] = 1
  }
  reached[0] = 1
  skipWildcards()
  for (const character of text) {
    const next = new Uint8Array(steps.length + 1)
    for (const [at, step] of steps.entries()) {
      if (reached[at] !== 1) continue
      if (typeof step === 'string') {
        if (step === '**' || character !== '/') next[at] = 1
      } else if (step.is === character) next[at + 1] = 1
    }
    reached = next
    skipWildcards()
  }
  return reached[steps.length] === 1
}
