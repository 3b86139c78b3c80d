import { byteText, countText } from '../byte-text.ts'
import type { Summary } from '../schema.ts'
import { glyph } from './glyph.ts'
import { type Html, html } from './html.ts'
import { counted } from './text.ts'

const figure = (label: string, value: string, more = '', tone: 'bad' | 'warning' | null = null): Html => html`
<div><dt>${label}</dt><dd class="${tone ?? ''}">${tone !== null && glyph(tone)}${value}
${more !== '' && html`<small>${more}</small>`}</dd></div>`

const signatureText = ({ signatures: { signed, verified } }: Summary, withoutKeys: boolean): string => {
  if (signed === 0) return 'none is signed'
  if (withoutKeys) return 'no keys to verify with'
  return verified === 0 ? 'none verified' : `${countText(verified)} verified`
}

/** The numbers that a summary comes down to; `withoutKeys` where it is known that none were given. */
export const figures = (summary: Summary, withoutKeys = false): Html => {
  const { images, indexes, size, platforms, otherPlatforms = 0, signatures, findings } = summary
  const info = findings.info === 0 ? '' : `${countText(findings.info)} for information`
  return html`<dl class="figures">
${figure('Images', countText(images), indexes === 0 ? '' : `${counted(indexes, 'index', 'indexes')} among them`)}
${figure('Errors', countText(findings.error), '', findings.error > 0 ? 'bad' : null)}
${figure('Warnings', countText(findings.warning), info, findings.warning > 0 ? 'warning' : null)}
${figure('Stored size', byteText(size.total), 'every blob once')}
${figure('Platforms', countText(platforms.length), otherPlatforms === 0 ? '' : `and others, of ${counted(otherPlatforms, 'image')}`)}
${figure('Signed', countText(signatures.signed), signatureText(summary, withoutKeys))}</dl>`
}
