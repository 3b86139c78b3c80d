import { byteText, countText } from '../byte-text.ts'
import type { ImageReport } from '../schema.ts'
import { glyph } from './glyph.ts'
import { type Html, html } from './html.ts'
import { code, copied, name } from './text.ts'
import { verdictTone } from './verdict-words.ts'

const size = (bytes: number | null): Html =>
  bytes === null
    ? html`<span class="soft">cannot be known</span>`
    : html`${byteText(bytes)}${bytes >= 1024 && html` <span class="soft">${countText(bytes)} bytes</span>`}`

const row = (label: string, value: Html | null | false): Html | false =>
  value !== null && value !== false && html`<dt>${label}</dt><dd>${value}</dd>`

const config = ({ config: known }: ImageReport): Html | null => {
  if (known === null || known.digest === null) return null
  const tone = verdictTone[known.verdict]
  const proof = known.proof === null ? 'its bytes are not known' : known.proof
  return html`${code(known.digest)} <span class="${tone}">${glyph(tone)}${known.verdict}</span> <span class="soft">${proof}</span>`
}

/** Everything else that is known of an image, by the names that people use. */
export const imageFacts = (report: ImageReport): Html => {
  const { namespace, stream, tag, size: sizes } = report
  return html`<dl class="facts">
${row('Name', report.name !== null && name(report.name))}
${row('Stream', stream !== null && html`${name(namespace === null ? stream : `${namespace}/${stream}`)}${tag !== null && html`:${name(tag)}`}`)}
${row('Reference', report.reference !== null && code(report.reference))}
${row('Digest', report.digest !== null && copied(report.digest))}
${row('Media type', report.mediaType !== null && code(report.mediaType))}
${row('Config', config(report))}
${row('Every layer', size(sizes.layers))}
${row('Each layer once', size(sizes.distinctLayers))}
${row('With the config', size(sizes.total))}
${row('As the cluster says', sizes.declared !== null && size(sizes.declared))}
${row('Where', html`${report.kind}${report.path !== '' && html` at ${code(report.path)}`}`)}</dl>`
}
