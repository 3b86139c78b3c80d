/**
 * Characters that take two columns, near enough to Unicode's East Asian Width: the scripts and forms that are wide.
 * Combining characters never come here: {@link printable} has escaped them.
 */
const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Tangut}\p{Emoji_Presentation}\u2e80-\u303e\u30fb\u30fc\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u
const ascii = /^[\x20-\x7e]*$/

const widthOf = (character: string): number => (wide.test(character) ? 2 : 1)

/** How many columns of a terminal printable `text` takes. */
export const columnsOf = (text: string): number => {
  if (ascii.test(text)) return text.length
  let columns = 0
  for (const character of text) columns += widthOf(character)
  return columns
}

const head = (characters: readonly string[], columns: number): string => {
  let taken = ''
  let left = columns
  for (const character of characters) {
    left -= widthOf(character)
    if (left < 0) break
    taken += character
  }
  return taken
}

const tail = (characters: readonly string[], columns: number): string => {
  const reversed = characters.toReversed()
  return Array.from(head(reversed, columns)).toReversed().join('')
}

/** `text` in at most `columns` columns, its middle replaced by `…` where it is longer. */
export const shorten = (text: string, columns: number): string => {
  if (columnsOf(text) <= columns) return text
  const characters = Array.from(text)
  const front = Math.ceil((columns - 1) / 2)
  return `${head(characters, front)}…${tail(characters, columns - 1 - front)}`
}

/** `text` in at most `columns` columns, its beginning replaced by `…` where it is longer. */
export const shortenStart = (text: string, columns: number): string =>
  columnsOf(text) <= columns ? text : `…${tail(Array.from(text), columns - 1)}`

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - columnsOf(text)))

export const padStart = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - columnsOf(text))) + text

/** A word in pieces of at most `columns` columns. */
const pieces = (word: string, columns: number): string[] => {
  const broken: string[] = []
  let rest = word
  while (columnsOf(rest) > columns) {
    const piece = head(Array.from(rest), columns)
    broken.push(piece)
    rest = rest.slice(piece.length)
  }
  return [...broken, rest]
}

/** `text` broken at spaces into lines of at most `columns` columns (2 or more); only longer words are cut. */
export const wrap = (text: string, columns: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((part) => pieces(part, columns))) {
    if (line === '') line = word
    else if (columnsOf(line) + 1 + columnsOf(word) <= columns) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

/** Columns that text behind something else has at least. */
const leastBeside = 20

/**
 * `text` behind `left`, which takes `leftColumns`, and its further lines below its first one; where that leaves it too
 * little of `columns`, all of it below `left`.
 */
export const beside = (left: string, leftColumns: number, text: string, columns: number): string[] => {
  const room = columns - leftColumns
  if (room < leastBeside) return [left, ...wrap(text, columns - 4).map((line) => `    ${line}`)]
  return wrap(text, room).map((line, at) => (at === 0 ? left : ' '.repeat(leftColumns)) + line)
}

/** The columns of a page for people that is `width` wide: on less than 40 no table fits. */
export const pageColumns = (width: number): number => Math.max(40, width)
