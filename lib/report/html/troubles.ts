import { countText } from '../byte-text.ts'
import { shorten } from '../columns.ts'
import { rejectionText } from '../rejection-text.ts'
import type { ReportFrame } from '../renderer.ts'
import type { Summary } from '../schema.ts'
import { type Html, html } from './html.ts'
import { code, name } from './text.ts'

/** Entries of each list that a page names. */
const shown = { rejected: 30, conflicts: 15, values: 5, images: 8, wanted: 20 } as const
const longest = 200

/** Of `all` entries the page shows the first `most` of those that the JSON names. */
const more = (all: number, most: number, named = all): Html | false => {
  const others = all - Math.min(most, named)
  const where = named === all ? ', which the JSON names' : `; the JSON names ${countText(named)} in all`
  return others > 0 && html`<li class="soft">and ${countText(others)} more${where}</li>`
}

/** What could not be read, each with why. */
export const rejections = ({ rejected, sources, summary }: ReportFrame): Html | false =>
  rejected.length > 0 &&
  html`<section><h2>What could not be read</h2>
<p class="soft">These parts of the export are in none of the numbers.</p><ul class="findings">
${rejected.slice(0, shown.rejected).map((rejection) => html`<li class="bad"><p>${name(rejectionText(rejection, sources))}</p></li>`)}
${more(summary.rejected, shown.rejected, rejected.length)}</ul></section>`

const conflict = ({ digest, path, values, images }: Summary['conflicts'][number]): Html => html`
<li class="bad"><p>${code(digest)}</p><p class="soft">at ${code(path)}</p><ul>
${values.slice(0, shown.values).map((value) => html`<li>${code(shorten(value, longest))}</li>`)}${more(values.length, shown.values)}</ul>
<p class="soft">in ${images.slice(0, shown.images).map((image, at) => html`${at > 0 && ', '}${name(shorten(image, longest))}`)}
${images.length > shown.images && ` and ${countText(images.length - shown.images)} more`}</p></li>`

/** Digests that are described in two ways: one of the descriptions is false. */
export const conflicts = ({ conflicts: found, moreConflicts = 0 }: Summary): Html | false =>
  found.length > 0 &&
  html`<section><h2>One digest, described differently</h2>
<p class="soft">One of the descriptions is false: look at which image is verified.</p>
<ul class="findings">${found.slice(0, shown.conflicts).map(conflict)}${more(found.length + moreConflicts, shown.conflicts, found.length)}</ul></section>`

/** What would settle what is open, and how to get it. */
export const wanted = ({ wanted: { manifests, more: others } }: Summary): Html | false =>
  manifests.length > 0 &&
  html`<section><h2>What would settle the unverifiable</h2>
<p>The raw manifests of these images. Where a registry can be reached, save each into one folder and assay again with the folder as evidence:</p>
<pre tabindex="0" aria-label="Commands"><code>skopeo inspect --raw docker://REFERENCE &gt; FOLDER/NAME.json<br>assay report EXPORT --evidence FOLDER</code></pre>
<ul>${manifests.slice(0, shown.wanted).map((reference) => html`<li>${code(reference)}</li>`)}
${more(manifests.length + others, shown.wanted, manifests.length)}</ul></section>`
