/** What a terminal obeys, hides or stacks rather than shows, and every space but the plain one. */
const unprintable = /(?! )[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/gu

/** Text beyond this many UTF-16 units is cut in the middle before anything else looks at it. */
const bound = 4096

const escapeCharacter = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

const bounded = (text: string): string =>
  text.length <= bound ? text : `${text.slice(0, bound / 2)}…${text.slice(-bound / 2)}`

/**
 * `text` from an export as it may stand on a terminal, on one line: controls, escapes, bidirectional marks, combining
 * and invisible characters become `\u{hex}`, so that what is seen is what is there.
 */
export const printable = (text: string): string => bounded(text).replace(unprintable, escapeCharacter)
