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
  const reached = new Uint8Array(steps.length + 1)
  const skipWildcards = (): void => {
    for (let at = 0; at < steps.length; at++)
      if (reached[at] === 1 && typeof steps[at] === 'string') reached[at + 1] = 1
  }
  reached[0] = 1
  skipWildcards()
  for (const character of text) {
    reached[steps.length] = 0
    // From the end on, so that what is set here is not read as what was there before.
    for (let at = steps.length - 1; at >= 0; at--) {
      const step = steps[at]
      if (reached[at] === 0 || step === '**' || (step === '*' && character !== '/')) continue
      reached[at] = 0
      if (typeof step === 'object' && step.is === character) reached[at + 1] = 1
    }
    skipWildcards()
  }
  return reached[steps.length] === 1
}
