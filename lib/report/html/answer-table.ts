import type { Severity } from '../../checks/finding.ts'
import { byteText, countText } from '../byte-text.ts'
import { shorten } from '../columns.ts'
import { numberIn, placeIn, type Row, textIn } from './answers.ts'
import { checkSentences } from './check-sentence.ts'
import { glyph, severityTone } from './glyph.ts'
import { type Html, html } from './html.ts'
import { code, name } from './text.ts'
import { verdictTone } from './verdict-words.ts'

/** How a cell of an answer is shown. */
type Kind = 'place' | 'name' | 'code' | 'check' | 'count' | 'bytes' | 'verdict' | 'severity' | 'report'

export interface Column {
  readonly title: string
  /** The column of the row; a place is made of several. */
  readonly from: string
  readonly kind: Kind
}

/** Where the newest report of an export is, by its key; null where that is not known. */
export type ReportLink = (exportKey: string) => string | null

const longest = 160
const isSeverity = (text: string): text is Severity => Object.hasOwn(severityTone, text)
const isVerdict = (text: string): text is keyof typeof verdictTone => Object.hasOwn(verdictTone, text)

const shown: Readonly<Record<Kind, (row: Row, from: string, link: ReportLink) => Html>> = {
  place: (row) => name(shorten(placeIn(row), longest)),
  name: (row, from) => name(shorten(textIn(row, from), longest)),
  code: (row, from) => code(shorten(textIn(row, from), longest)),
  check: (row, from) => {
    const id = textIn(row, from)
    return html`${checkSentences.get(id) ?? null} ${code(shorten(id, longest))}`
  },
  count: (row, from) => html`${countText(numberIn(row, from))}`,
  bytes: (row, from) => html`${row[from] === null ? '?' : byteText(numberIn(row, from))}`,
  severity: (row, from) => {
    const text = textIn(row, from)
    return isSeverity(text)
      ? html`<span class="severity ${severityTone[text]}">${glyph(severityTone[text])}${text}</span>`
      : html`${text}`
  },
  report: (row, from, link) => {
    const key = textIn(row, from)
    const href = link(key)
    const text = name(shorten(key, longest))
    return href === null ? text : html`<a href="${href}">${text}</a>`
  },
  verdict: (row, from) => {
    const text = textIn(row, from)
    return isVerdict(text)
      ? html`<span class="${verdictTone[text]}">${glyph(verdictTone[text])}${text}</span>`
      : html`${text}`
  },
}

const classes: Readonly<Partial<Record<Kind, string>>> = { count: 'n', bytes: 'n', check: 'says' }
const classOf = ({ kind }: Column): string => classes[kind] ?? ''

/** The first `most` rows of an answer as a table. */
export const answerTable = (
  label: string,
  rows: readonly Row[],
  columns: readonly Column[],
  most: number,
  link: ReportLink = () => null,
): Html => html`
<div class="scroll" role="group" tabindex="0" aria-label="${label}"><table>
<thead><tr>${columns.map((column) => html`<th class="${classOf(column)}">${column.title}</th>`)}</tr></thead>
<tbody>${rows
  .slice(0, most)
  .map(
    (row) =>
      html`<tr>${columns.map((column) => html`<td class="${classOf(column)}">${shown[column.kind](row, column.from, link)}</td>`)}</tr>`,
  )}</tbody></table></div>
${rows.length > most && html`<p class="soft">The first ${countText(most)} of ${countText(rows.length)}; the JSON has them.</p>`}`
