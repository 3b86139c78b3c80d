import { byteText, countText } from '../byte-text.ts'
import type { Excerpt } from './excerpt.ts'
import { type Html, html } from './html.ts'
import type { Sharing } from './sharing.ts'
import { type Segment, stackedBar } from './stacked-bar.ts'
import { code, counted } from './text.ts'

/** `tar+gzip` of `application/vnd.oci.image.layer.v1.tar+gzip`: what tells layers apart. */
const shortType = (mediaType: string | null): string =>
  mediaType === null
    ? 'not said'
    : mediaType
        .replace(/^application\/vnd\.(?:docker\.image\.rootfs|oci\.image\.layer)\./, '')
        .replace(/^v1\./, '')

const use = (others: number | null): string => {
  if (others === null) return 'not counted'
  return others === 0 ? 'this image only' : counted(others, 'other image')
}

const isShared = (others: number | null): boolean => others !== null && others > 0

const sharedText = (shared: number, known: number): string =>
  known === 0 || shared === 0 ? '' : `, ${byteText(shared)} of them shared with other images`

/** The layers from base to top: a bar by size, what other images of the export hold too marked, and the numbers. */
export const layersPicture = ({ report, more }: Excerpt, sharing: Sharing | null): Html => {
  const { layers, size: sizes } = report
  if (layers.length === 0) return html`<p class="soft">The export says nothing of its layers.</p>`
  const rows = layers.map((layer) => ({ ...layer, others: sharing?.others(layer.digest) ?? null }))
  const known = rows.filter(({ size }) => size !== null)
  const sum = known.reduce((total, { size }) => total + (size ?? 0), 0)
  const shared = known.reduce((total, { size, others }) => total + (isShared(others) ? (size ?? 0) : 0), 0)
  const segments: Segment[] = rows.map(({ size, others }) => ({
    value: size ?? Math.max(sum, 1) / 50,
    look: size === null ? 'unknown' : isShared(others) ? 'shared' : 'own',
  }))
  const label = `${counted(layers.length, 'layer')} from base to top, ${byteText(sum)}${sharedText(shared, known.length)}`
  return html`${stackedBar(segments, { label, height: 26 })}
<p class="ends"><span>base</span><span>top</span></p>
<div class="scroll" role="group" tabindex="0" aria-label="Layers"><table>
<thead><tr><th class="n">#</th><th>Layer</th><th class="n">Size</th><th>Type</th>${sharing !== null && html`<th>Used by</th>`}</tr></thead>
<tbody>${rows.map(
    ({ digest, size, mediaType, others }, at) => html`<tr><td class="n">${at + 1}</td><td>${code(digest)}</td>
<td class="n">${byteText(size)}</td><td>${shortType(mediaType)}</td>
${sharing !== null && html`<td><span class="key ${isShared(others) ? 'shared' : 'own'}"></span>${use(others)}</td>`}</tr>`,
  )}</tbody></table></div>
${more.layers > 0 && html`<p class="soft">and ${countText(more.layers)} more layers, which the JSON names.</p>`}
${sizes.unknownSizes !== null && sizes.unknownSizes > 0 && html`<p class="soft">${counted(sizes.unknownSizes, 'size')} cannot be known.</p>`}`
}
