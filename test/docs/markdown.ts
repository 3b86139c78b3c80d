/** A text as it may stand in a cell: a `|` would end it. */
const cell = (text: string): string => text.replaceAll('|', '\\|')

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

/** A Markdown table, one line a row. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

export const code = (text: string): string => `\`${text}\``

/** A generated page: says so first, then its paragraphs with an empty line between. */
export const page = (title: string, source: string, paragraphs: readonly string[]): string =>
  `${[`# ${title}`, `<!-- Written by \`npm run docs\` from ${source}. Do not edit. -->`, ...paragraphs].join('\n\n')}\n`
