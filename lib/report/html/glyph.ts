import type { Severity } from '../../checks/finding.ts'
import { type Html, html } from './html.ts'
import type { Tone } from './verdict-words.ts'

/**
 * The glyphs, once a page; {@link glyph} refers to them. Shapes differ as much as colours do: a disc, a ring and a
 * diamond are told apart in grey too. The stripes mark what is not proven in every picture.
 */
export const glyphs: Html = html`
<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<symbol id="g-good" viewBox="-9 -9 18 18"><circle class="fill" r="8"/>
<path class="mark" d="M-3.6 .3-1.1 2.9 3.8-2.6"/></symbol>
<symbol id="g-bad" viewBox="-9 -9 18 18"><path class="fill" d="M0-7.7 7.7 0 0 7.7-7.7 0z"/>
<path class="mark" d="M-2.4-2.4 2.4 2.4M2.4-2.4-2.4 2.4"/></symbol>
<symbol id="g-open" viewBox="-9 -9 18 18"><circle class="ring" r="6.9"/>
<path class="query" d="M-2-2.2a2 2 0 1 1 3 1.8Q0 .3 0 1.3M0 3.6v.2"/></symbol>
<symbol id="g-warning" viewBox="-9 -9 18 18"><path class="fill" d="M0-8.4 8.7 6.6H-8.7z"/>
<path class="mark" d="M0-2.4v3M0 3.6v.2"/></symbol>
<symbol id="g-quiet" viewBox="-9 -9 18 18"><circle class="ring" r="6.9"/>
<path class="query" d="M0-3.4v-.2M0-.8v4.4"/></symbol>
<pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="stripe-ground" width="6" height="6"/><rect class="stripe" width="2.5" height="6"/></pattern>
</defs></svg>`

const glyphId = { good: 'good', bad: 'bad', open: 'open', quiet: 'quiet', warning: 'warning' } as const

/** A glyph beside the word that it repeats: readers of screens hear the word only. */
export const glyph = (tone: Tone | 'warning'): Html => html`
<svg class="glyph ${glyphId[tone]}" viewBox="0 0 18 18" aria-hidden="true" focusable="false">
<use href="#g-${glyphId[tone]}"/></svg>`

export const severityTone: Readonly<Record<Severity, 'bad' | 'warning' | 'quiet'>> = {
  error: 'bad',
  warning: 'warning',
  info: 'quiet',
}
