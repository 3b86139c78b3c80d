import type { Platform } from '../../measure/platform.ts'
import { byteText, countText } from '../byte-text.ts'
import type { Excerpt } from './excerpt.ts'
import { glyph } from './glyph.ts'
import { type Html, html } from './html.ts'
import { code } from './text.ts'

const presence = ({ present, attestation }: Platform): Html =>
  present
    ? html`<span class="good">${glyph('good')}in the export</span>`
    : html`<span class="${attestation ? 'quiet' : 'open'}">${glyph(attestation ? 'quiet' : 'open')}not in the export</span>`

const row = (entry: Platform): Html => html`<tr>
<td>${entry.attestation ? 'attestation' : entry.platform}</td><td>${presence(entry)}</td>
<td>${code(entry.digest ?? 'not said')}</td><td class="n">${byteText(entry.manifestSize)}</td></tr>`

/** The manifests that an index names. */
export const platformsTable = ({ report, more }: Excerpt): Html =>
  report.platforms.length === 0
    ? html`<p class="soft">The export says nothing of its entries.</p>`
    : html`<div class="scroll" role="group" tabindex="0" aria-label="Platforms"><table>
<thead><tr><th>Platform</th><th>Its manifest</th><th>Digest</th><th class="n">Manifest</th></tr></thead>
<tbody>${report.platforms.map(row)}</tbody></table></div>
${more.platforms > 0 && html`<p class="soft">and ${countText(more.platforms)} more, which the JSON names.</p>`}`
