import { countText } from '../byte-text.ts'
import type { Cell, Coverage } from './coverage.ts'
import { glyph } from './glyph.ts'
import { type Html, html } from './html.ts'
import { counted, name } from './text.ts'
import { verdictTone } from './verdict-words.ts'

const cell = (found: Cell | null): Html => {
  if (found === null) return html`<td class="none"><span class="spoken">none</span></td>`
  const { images, verdict, missing } = found
  return html`<td>${verdict !== null && html`${glyph(verdictTone[verdict])}<span class="spoken">${verdict} </span>${images > 1 && countText(images)}`}
${missing > 0 && html`<span class="missing">${images > 0 && ' '}${missing > 1 && `${countText(missing)} `}missing</span>`}</td>`
}

const leftOut = ({ streams, platforms }: Coverage['more']): Html | false => {
  const parts = [
    ...(streams > 0 ? [counted(streams, 'stream')] : []),
    ...(platforms > 0 ? [counted(platforms, 'platform')] : []),
  ]
  return parts.length > 0 && html`<p class="soft">Not drawn: ${parts.join(' and ')} more.</p>`
}

/** Which stream has images for which platform, and what its indexes name that the export does not hold. */
export const coverageMatrix = ({ platforms, streams, more }: Coverage): Html => html`
<div class="scroll" role="group" tabindex="0" aria-label="Coverage"><table class="matrix">
<thead><tr><th>Stream or repository</th>${platforms.map((platform) => html`<th>${platform}</th>`)}</tr></thead>
<tbody>${streams.map(
  ({ stream, cells }) => html`<tr><th scope="row">${name(stream)}</th>${cells.map(cell)}</tr>`,
)}</tbody></table></div>
${leftOut(more)}`
