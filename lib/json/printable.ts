/** What a terminal obeys, hides, reorders or stacks rather than shows, and every space but the plain one. */
const unprintable = /(?! )[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/gu

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Text beyond this many UTF-16 units is cut before anything else looks at it. */
const longest = 4096

/**
 * `text` from an export as it may stand in a message or on a terminal, on one line: controls, escapes, bidirectional
 * marks, combining and invisible characters become `\u001b` and the like, so that what is seen is what is there.
 * What goes beyond `max` UTF-16 units is cut and marked with `…`.
 */
export const printable = (text: string, max: number = longest): string => {
  const cut = text.length > max
  return (cut ? text.slice(0, max) : text).replace(unprintable, escaped) + (cut ? '…' : '')
}
