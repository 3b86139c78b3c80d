import { area, curveStepAfter, stack } from 'd3-shape'
import { countText } from '../byte-text.ts'
import { numberIn, type Row, textIn } from './answers.ts'
import { type Html, html } from './html.ts'

interface Moment {
  readonly at: Date
  readonly mismatch: number
  readonly unverifiable: number
  readonly verified: number
}

const size = { width: 1000, height: 180 } as const
/** From the bottom up: what is wrong stands on firm ground, where its growth is seen. */
const looks = ['mismatch', 'unverifiable', 'verified'] as const
const recent = 12

const momentsOf = (rows: readonly Row[]): readonly Moment[] =>
  rows
    .map((row) => ({
      at: new Date(textIn(row, 'at')),
      mismatch: numberIn(row, 'mismatch'),
      unverifiable: numberIn(row, 'unverifiable'),
      verified: numberIn(row, 'verified'),
    }))
    .filter(({ at }) => !Number.isNaN(at.getTime()))
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())

const day = (at: Date): string => at.toISOString().slice(0, 10)

const sum = ({ mismatch, unverifiable, verified }: Moment): number => mismatch + unverifiable + verified

/** A path command by command: one text of hundreds of points would be cut. */
const commands = (path: string | null): string[] => path?.split(/(?=[MLZ])/) ?? []

const picture = (moments: readonly Moment[], first: Moment, last: Moment): Html => {
  const most = Math.max(...moments.map(sum), 1)
  const begin = first.at.getTime()
  const x = (time: number): number => (size.width * (time - begin)) / (last.at.getTime() - begin || 1)
  const y = (images: number): number => size.height * (1 - images / most)
  const layers = stack<Moment, (typeof looks)[number]>().keys(looks)([...moments])
  const shape = area<(typeof layers)[number][number]>()
    .x(({ data }) => x(data.at.getTime()))
    .y0(([from]) => y(from))
    .y1(([, to]) => y(to))
    .curve(curveStepAfter)
    .digits(1)
  const label = `Verdicts from ${day(first.at)} to ${day(last.at)}: at the end ${looks.map((look) => `${countText(last[look])} ${look}`).join(', ')}`
  return html`<svg class="history" role="img" aria-label="${label}" viewBox="0 0 ${size.width} ${size.height}" preserveAspectRatio="none">
${layers.map((layer) => html`<path class="${layer.key}" d="${commands(shape(layer))}"/>`)}</svg>
<p class="ends"><span>${day(first.at)}</span><span>${countText(most)} images at most</span><span>${day(last.at)}</span></p>`
}

/** Verdicts over the audits so far; null until there are two. */
export const verdictHistory = (rows: readonly Row[]): Html | null => {
  const moments = momentsOf(rows)
  const [first, last] = [moments[0], moments.at(-1)]
  if (first === undefined || last === undefined || moments.length < 2) return null
  return html`${picture(moments, first, last)}<ul class="legend">
${looks.map((look) => html`<li><span class="key ${look}"></span><b class="n">${countText(last[look])}</b> ${look} now</li>`)}</ul>
<details class="more"><summary>The last audits in numbers</summary><div class="scroll" role="group" tabindex="0" aria-label="Verdicts over time"><table>
<thead><tr><th>Audit</th>${looks.map((look) => html`<th class="n">${look}</th>`)}</tr></thead>
<tbody>${moments
    .slice(-recent)
    .toReversed()
    .map(
      (moment) =>
        html`<tr><td>${moment.at.toISOString().slice(0, 16).replace('T', ' ')}</td>${looks.map((look) => html`<td class="n">${countText(moment[look])}</td>`)}</tr>`,
    )}</tbody></table></div></details>`
}
