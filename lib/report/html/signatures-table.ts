import { countText } from '../byte-text.ts'
import type { ImageReport, SignatureReport } from '../schema.ts'
import type { Excerpt } from './excerpt.ts'
import { glyph } from './glyph.ts'
import { type Html, html } from './html.ts'
import { code, name } from './text.ts'
import type { Tone } from './verdict-words.ts'

interface Words {
  readonly tone: Tone
  readonly text: string
}

const words: Readonly<Record<SignatureReport['verdict'], Words>> = {
  verified: { tone: 'good', text: 'verified' },
  invalid: { tone: 'bad', text: 'invalid' },
  malformed: { tone: 'bad', text: 'malformed' },
  revoked: { tone: 'bad', text: 'key revoked' },
  expired: { tone: 'open', text: 'expired' },
  'unknown-key': { tone: 'open', text: 'unknown key' },
  unsupported: { tone: 'open', text: 'unsupported' },
  'not-checked': { tone: 'quiet', text: 'not checked' },
}

/** Whether what the signature claims fits; a claim that nobody compared is not said to be either. */
const fits = (matches: boolean | null): string =>
  matches === null ? '' : matches ? ' – fits' : ' – does not fit'

const claim = (claimed: string | null, matches: boolean | null): Html =>
  claimed === null ? html`<span class="soft">not known</span>` : html`${code(claimed)}${fits(matches)}`

const row = (signature: SignatureReport): Html => {
  const { tone, text } = words[signature.verdict]
  return html`<tr><td><span class="${tone}">${glyph(tone)}${text}</span></td>
<td>${signature.keyId === null ? html`<span class="soft">not known</span>` : code(signature.keyId)}</td>
<td>${claim(signature.claimedDigest, signature.digestMatches)}</td>
<td>${claim(signature.claimedIdentity, signature.identityMatches)}</td>
<td>${name(signature.name ?? 'nameless')}</td></tr>`
}

/** The image's signatures: what was found, and what each claims. */
export const signaturesTable = ({ report, more }: Excerpt): Html =>
  html`<div class="scroll" role="group" tabindex="0" aria-label="Signatures"><table>
<thead><tr><th>Verdict</th><th>Key</th><th>Claimed digest</th><th>Claimed name</th><th>Signature</th></tr></thead>
<tbody>${report.signatures.map(row)}</tbody></table></div>
${more.signatures > 0 && html`<p class="soft">and ${countText(more.signatures)} more, which the JSON names.</p>`}`

const carriedVerdicts = ['invalid', 'malformed', 'unsupported', 'not-checked', 'intact'] as const

/** The signatures that a schema 1 manifest carries itself, worst first, and how little they say. */
export const carriedSignatures = ({ manifestSignatures = [] }: ImageReport): Html => {
  const counts = carriedVerdicts.flatMap((verdict) => {
    const count = manifestSignatures.filter((signature) => signature.verdict === verdict).length
    return count === 0 ? [] : [`${countText(count)} ${verdict.replace('-', ' ')}`]
  })
  return html`<p>${counts.join(', ')}.</p><p class="soft">Each brings the key that it was made with, so anyone could have made it: an
intact one shows that the manifest was not altered since, and nothing about who signed it.</p>`
}
