import { byteText, countText } from '../byte-text.ts'
import type { Summary } from '../schema.ts'
import { type Html, html } from './html.ts'
import { rowTitle } from './image-row.ts'
import type { Large } from './largest.ts'
import type { Sharing } from './sharing.ts'
import { stackedBar } from './stacked-bar.ts'
import { counted, percent } from './text.ts'

/** Bytes that other images hold too; null where that was not counted. */
const sharedOf = ({ layers }: Large, sharing: Sharing): number | null => {
  let shared = 0
  for (const { digest, size } of layers) {
    const others = sharing.others(digest)
    if (others === null) return null
    if (others > 0) shared += size
  }
  return shared
}

const sharedText = (shared: number | null): string => {
  if (shared === null) return 'sharing not counted'
  return shared === 0 ? 'nothing shared' : `${byteText(shared)} shared`
}

const item = (large: Large, sharing: Sharing, whole: number): Html => {
  const { row } = large
  const known = sharedOf(large, sharing)
  const shared = known ?? 0
  const own = Math.max(0, row.bytes - shared)
  const numbers = sharedText(known)
  return html`<li><span class="title" dir="ltr">${rowTitle(row)}</span>
<span class="drawn">${stackedBar(
    [
      { value: shared, look: 'shared' },
      { value: own, look: 'own' },
    ],
    { label: `${row.size}, ${numbers}`, whole, height: 14 },
  )}</span><span class="size">${row.size}</span><span class="soft shared-size">${numbers}</span></li>`
}

/** The largest images, each with the part that other images of the export hold too. */
export const sizePicture = (
  largest: readonly Large[],
  { size, images, indexes }: Summary,
  sharing: Sharing,
): Html => {
  const whole = largest[0]?.row.bytes ?? 0
  const singles = images - indexes
  const saved = size.layers - size.distinctLayers
  return html`<p>All layers of all images are ${byteText(size.layers)}. Each stored once, they are
${byteText(size.distinctLayers)}${saved > 0 && html`: sharing saves ${byteText(saved)}, ${percent(saved, size.layers)}`}.
With the configs it is <b>${byteText(size.total)}</b>${size.unknownSizes > 0 && `, and ${counted(size.unknownSizes, 'size')} cannot be known`}.</p>
${
  largest.length > 0 &&
  html`<ul class="legend"><li><span class="key shared"></span>in other images of the export too</li>
<li><span class="key own"></span>in this image only</li></ul>
<ol class="sizes">${largest.map((large) => item(large, sharing, whole))}</ol>
${singles > largest.length && html`<p class="soft">The ${countText(largest.length)} largest of ${counted(singles, 'single image')}.</p>`}`
}`
}
