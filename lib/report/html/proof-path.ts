import { manifestType } from '../../image/media-type.ts'
import type { ImageReport } from '../schema.ts'
import { glyph } from './glyph.ts'
import { type Html, html } from './html.ts'
import { covered, hashedBy, inConfig, neverCovered, nothingHashed, notProvenBecause } from './proof-words.ts'
import { code, copied } from './text.ts'

const step = (title: string, body: Html): Html => html`<li><strong>${title}</strong>${body}</li>`

const called = ({ digest }: ImageReport): Html =>
  digest === null
    ? html`<p>The export names no digest for it.</p>`
    : html`<p>${copied(digest)}</p>
      <p class="soft">A digest is a hash of the image's manifest, the text that lists its layers. With one letter of that
      text changed, the hash would be another.</p>`

const hashed = (report: ImageReport): Html => {
  const { verdict, proof, reason } = report.verification
  if (verdict === 'verified' && proof !== null) return html`<p>${hashedBy[proof](report)}</p>`
  return html`<p>${reason === null ? nothingHashed : notProvenBecause[reason](report)}</p>`
}

/** Both hashes, one under the other, so that eyes can compare them. */
const compared = (digest: string, computed: string): Html => html`
<dl class="compare"><dt>hash of that text</dt><dd>${code(computed)}</dd>
<dt>digest of the image</dt><dd>${code(digest)}</dd></dl>`

/** The findings that say why the verdict is what it is, and where the first difference stands. */
const telling: ReadonlySet<string> = new Set([
  'manifest-digest',
  'field-contradicted',
  'manifest-reserialized',
])

const reasons = ({ findings }: ImageReport): Html[] =>
  findings
    .filter(({ check }) => telling.has(check))
    .map(({ message, path }) => html`<p>${message}${path !== '' && html` – at ${code(path)}`}</p>`)

const outcome = (report: ImageReport): Html => {
  const { digest, verification } = report
  const { verdict, computed } = verification
  const pair = digest !== null && computed !== null && compared(digest, computed)
  if (verdict === 'verified')
    return html`${pair}<p class="good">${glyph('good')} Equal: that text is the manifest of this image.</p>${reasons(report)}`
  if (verdict === 'mismatch')
    return html`${pair}<p class="bad">${glyph('bad')} ${
      computed === digest
        ? 'The manifest fits, the export does not.'
        : 'Different: the export does not hold the manifest of this image.'
    }</p>${reasons(report)}`
  return html`<p class="open">${glyph('open')} Open: neither proven nor contradicted.
    The raw manifest, given with ${code('--evidence')}, would settle it.</p>`
}

const items = (texts: readonly string[]): Html[] => texts.map((text) => html`<li>${text}</li>`)

/** Of single images only schema 1 has no config: an object need not say which schema its manifest is of. */
const kindOf = ({ type, mediaType, config }: ImageReport): keyof typeof covered => {
  if (type === 'index') return 'index'
  return config === null || manifestType(mediaType)?.shape === 'schema1' ? 'schema1' : 'image'
}

/** The findings about a manifest's text with which the report takes nothing from it (`ManifestProblem`). */
const noOneMeaning: ReadonlySet<string> = new Set([
  'manifest-malformed',
  'manifest-ambiguous',
  'manifest-duplicate-key',
  'number-unsafe',
])

/** Whether the text that was proven says nothing that can be relied on. */
const isMeaningless = ({ findings, verification }: ImageReport): boolean =>
  verification.verdict === 'verified' &&
  findings.some(({ check, path }) => noOneMeaning.has(check) && path.endsWith('/dockerImageManifest'))

/** Whether the finding about bytes that differ tells of the true manifest (`lib/checks/manifest.ts`): nothing else does. */
const knowsTruth = ({ findings, verification }: ImageReport): boolean =>
  verification.reason === 'field-contradicted' ||
  findings.some(({ check, message }) => check === 'manifest-digest' && message.includes('the true manifest'))

const scope = (report: ImageReport): Html => {
  const { verification, config } = report
  const kind = kindOf(report)
  const isVerified = verification.verdict === 'verified'
  const meaningless = isMeaningless(report)
  const isProven = isVerified ? !meaningless : knowsTruth(report)
  const isConfigProven = config?.verdict === 'verified'
  const proven = [...(isProven ? covered[kind] : []), ...(isConfigProven ? [inConfig] : [])]
  const unproven = [
    ...(isProven ? [] : covered[kind]),
    ...(kind === 'schema1' ? ['the sizes of its layers'] : []),
    ...(kind === 'image' && !isConfigProven
      ? [`${inConfig}: they stand in the config, whose bytes are not known`]
      : []),
    ...neverCovered,
  ]
  return html`${!isVerified && isProven && html`<p>The true manifest was found all the same. This is so of the image, and the report goes by it:</p>`}${meaningless && html`<p>The text is the image's own, but not all readers take it for the same, or for a manifest at all: what it says proves nothing.</p>`}<div class="scope">
    <div><p class="good">${glyph('good')} proven</p><ul>${proven.length === 0 ? items(['nothing']) : items(proven)}</ul></div>
    <div><p class="open">${glyph('open')} not proven</p><ul>${items(unproven)}</ul></div></div>`
}

/** How the verdict came about, step by step, for someone who has never heard of manifests. */
export const proofPath = (report: ImageReport): Html => html`<ol class="path">
${step('What the image is called', called(report))}
${step('What was hashed', hashed(report))}
${step('What came of it', outcome(report))}
${step('What that covers', scope(report))}</ol>`
