import { countText } from '../byte-text.ts'
import { answerTable, type Column } from './answer-table.ts'
import { numberIn, type Row, textIn } from './answers.ts'
import { type Html, html } from './html.ts'
import { stackedBar } from './stacked-bar.ts'
import { code } from './text.ts'

const changes = {
  verdict: 'another verdict',
  tag: 'another image behind a tag',
  new: 'new',
  gone: 'gone',
} as const

const kinds = Object.keys(changes) as (keyof typeof changes)[]
const shown = 40

const columns: readonly Column[] = [
  { title: 'Change', from: 'change', kind: 'name' },
  { title: 'Image', from: 'place', kind: 'place' },
  { title: 'Verdict', from: 'verdict', kind: 'verdict' },
  { title: 'Before', from: 'was_verdict', kind: 'verdict' },
  { title: 'Digest', from: 'digest', kind: 'code' },
]

/** A change of verdict that is for the worse, and with that the first thing to look at. */
const worsened = (totals: readonly Row[]): number =>
  totals
    .filter((row) => textIn(row, 'change') === 'verdict' && textIn(row, 'verdict') === 'mismatch')
    .reduce((sum, row) => sum + numberIn(row, 'images'), 0)

/** What changed since the audit before; null where there was none, or nothing tells. */
export const driftPicture = (totals: readonly Row[], rows: readonly Row[]): Html | null => {
  if (totals.length === 0) return null
  const counts = kinds.map((kind) => ({
    kind,
    count: totals
      .filter((row) => textIn(row, 'change') === kind)
      .reduce((sum, row) => sum + numberIn(row, 'images'), 0),
  }))
  const telling = counts.filter(({ count }) => count > 0)
  if (telling.length === 0) return html`<p class="soft">Nothing changed since the audit before.</p>`
  const bad = worsened(totals)
  const label = telling.map(({ kind, count }) => `${countText(count)} ${changes[kind]}`).join(', ')
  return html`${stackedBar(
    counts.map(({ kind, count }) => ({ value: count, look: `drift-${kind}` })),
    { label: `Changes since the audit before: ${label}`, height: 26 },
  )}<ul class="legend">${telling.map(
    ({ kind, count }) =>
      html`<li><span class="key drift-${kind}"></span><b class="n">${countText(count)}</b> ${changes[kind]}</li>`,
  )}</ul>
${bad > 0 && html`<p class="bad"><b>${countText(bad)} turned into ${code('mismatch')}.</b></p>`}
${rows.length > 0 && answerTable('Changes', rows, columns, shown)}`
}
