import { countText } from '../byte-text.ts'
import type { Summary } from '../schema.ts'
import { type Html, html } from './html.ts'
import { stackedBar } from './stacked-bar.ts'
import { percent } from './text.ts'

interface Part {
  readonly look:
    | 'mismatch'
    | 'unverifiable'
    | 'embedded'
    | 'evidence'
    | 'reconstructed'
    | 'reserialized'
    | 'verified'
  readonly text: string
  readonly count: number
}

/** Every proof with what was hashed. */
const proofTexts = {
  embedded: 'verified by the bytes in the export',
  evidence: 'verified by evidence',
  reconstructed: 'verified by a rebuilt manifest',
  reserialized: 'verified once reformatted',
} as const

const proofs = Object.keys(proofTexts) as (keyof typeof proofTexts)[]

const partsOf = ({ verdicts, proofs: by }: Summary): Part[] => {
  const proven = proofs.map((look): Part => ({ look, text: proofTexts[look], count: by[look] }))
  const isWhole = proven.reduce((sum, { count }) => sum + count, 0) === verdicts.verified
  return [
    { look: 'mismatch', text: 'mismatch', count: verdicts.mismatch },
    { look: 'unverifiable', text: 'unverifiable', count: verdicts.unverifiable },
    ...(isWhole ? proven : [{ look: 'verified', text: 'verified', count: verdicts.verified } as const]),
  ]
}

/** Verdicts and what they rest on as one bar, worst first, with the numbers below. */
export const verdictBar = (summary: Summary): Html => {
  const parts = partsOf(summary)
  const { images } = summary
  const telling = parts.filter(({ count, look }) => count > 0 || look === 'mismatch')
  const label = telling.map(({ text, count }) => `${countText(count)} ${text}`).join(', ')
  return html`${stackedBar(
    parts.map(({ look, count }) => ({ value: count, look })),
    { label: `Verdicts and proofs of ${countText(images)} images: ${label}`, height: 30 },
  )}
<ul class="legend">${telling.map(
    ({ look, text, count }) => html`<li class="${count === 0 ? 'none' : ''}"><span class="key ${look}"></span>
<b class="n">${countText(count)}</b> <span>${text}</span> <span class="soft n">${percent(count, images)}</span></li>`,
  )}</ul>`
}
