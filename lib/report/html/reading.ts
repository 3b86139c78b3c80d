import type { Verdict } from '../../verify/verification.ts'
import { glyph } from './glyph.ts'
import { type Html, html } from './html.ts'
import { verdictMeaning, verdictTone } from './verdict-words.ts'

const verdicts: readonly Verdict[] = ['verified', 'unverifiable', 'mismatch']

/** What the words mean, for who reads such a page for the first time. */
export const reading: Html = html`<section><h2>How to read this</h2>
<p>An image is called by its digest, a hash of its manifest: the text that lists its layers. Clusters leave the manifest out of what
they return. image-assay hashes it where it stands, or rebuilds it from the fields that are left; only a hash that fits proves anything.</p>
<dl class="facts">${verdicts.map(
  (verdict) =>
    html`<dt class="${verdictTone[verdict]}">${glyph(verdictTone[verdict])}${verdict}</dt><dd>${verdictMeaning[verdict]}</dd>`,
)}</dl></section>`
