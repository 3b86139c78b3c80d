const folding = /[A-Z\u017f\u212a]/g

const lower = (letter: string): string => {
  if (letter === '\u017f') return 's'
  return letter === '\u212a' ? 'k' : letter.toLowerCase()
}

/**
 * `name` as Go's encoding/json compares it with a field's name (fold.go: Unicode simple folding). Only U+017F and
 * U+212A fold into ASCII, and all known names are ASCII, so no other letter beyond it needs folding.
 */
export const foldName = (name: string): string => name.replace(folding, lower)
