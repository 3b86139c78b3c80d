import type { Verdict } from '../../verify/verification.ts'
import { countText } from '../byte-text.ts'
import type { Summary } from '../schema.ts'
import { type Elsewhere, elsewhereText } from './elsewhere.ts'
import { type Html, html, textOf } from './html.ts'
import { rowCells } from './image-row.ts'
import { imageSection } from './image-section.ts'
import type { Sharing } from './sharing.ts'
import { counted } from './text.ts'
import type { Listed } from './worst-first.ts'

/** Bytes of markup: images in full until the first is spent, then lines until the second is. */
export interface Budget {
  readonly full: number
  readonly all: number
}

/** The images that a page lists, and how many of each verdict it has no room for. */
export interface ImageList {
  readonly items: readonly Html[]
  readonly full: number
  readonly lines: number
  readonly left: Readonly<Record<Verdict, number>>
}

/** The place is named inside, so that browsers open what a link leads to. */
const fullItem = ({ row, excerpt }: Listed, sharing: Sharing): Html | null =>
  excerpt &&
  html`<li data-verdict="${row.verdict}" data-bytes="${row.bytes}"><details><summary class="row">${rowCells(row)}</summary>
<div class="opened" id="i${row.place}">${imageSection(excerpt, sharing, 'list')}</div></details></li>`

const lineItem = ({ row }: Listed): Html =>
  html`<li data-verdict="${row.verdict}" data-bytes="${row.bytes}"><div class="row" id="i${row.place}">${rowCells(row)}</div></li>`

/** Of a page that has room for none. */
export const emptyList = ({ verdicts }: Summary): ImageList => ({
  items: [],
  full: 0,
  lines: 0,
  left: verdicts,
})

/** Writes the images, worst first, for as long as there is room. */
export const listImages = (
  listed: readonly Listed[],
  { verdicts }: Summary,
  sharing: Sharing,
  budget: Budget,
): ImageList => {
  const items: Html[] = []
  const left = { ...verdicts }
  let bytes = 0
  let full = 0
  let hasRoom = true
  for (const image of listed) {
    const whole: Html | null = hasRoom ? fullItem(image, sharing) : null
    const size: number = whole === null ? 0 : Buffer.byteLength(textOf(whole))
    // Once one had no room, those after it are lines too: worst first holds for the detail as well.
    hasRoom = whole !== null && bytes + size <= budget.full
    const item = hasRoom && whole !== null ? whole : lineItem(image)
    const length = hasRoom ? size : Buffer.byteLength(textOf(item))
    if (bytes + length > budget.all) break
    bytes += length
    items.push(item)
    if (hasRoom) full++
    left[image.row.verdict]--
  }
  return { items, full, lines: items.length - full, left }
}

const leftOut = ({ left }: ImageList): string =>
  (['mismatch', 'unverifiable', 'verified'] as const)
    .filter((verdict) => left[verdict] > 0)
    .map((verdict) => `${countText(left[verdict])} ${verdict}`)
    .join(', ')

const extent = (list: ImageList, { images }: Summary, elsewhere: Elsewhere): Html => {
  const { full, lines } = list
  if (full === images) return html`<p class="soft">Worst first. Open one for its path of proof.</p>`
  const missing = images - full - lines
  return html`<p class="note">Worst first: ${counted(full, 'image')} with everything${lines > 0 && `, ${countText(lines)} more in a line each`}.
${missing > 0 ? html`<b>${counted(missing, 'image')} left out for want of room</b>: ${leftOut(list)}.` : 'None is left out.'}
Everything is in ${elsewhereText(elsewhere)}.</p>`
}

const verdicts = ['mismatch', 'unverifiable', 'verified'] as const

/** Hidden until the script that it needs has run. */
const tools: Html = html`<div class="tools" data-tools hidden>
<label>Find <input type="search" autocomplete="off" spellcheck="false"></label>
${verdicts.map((verdict) => html`<label><input type="checkbox" value="${verdict}" checked>${verdict}</label>`)}
<label>Order <select><option value="worst">worst first</option><option value="size">largest first</option>
<option value="name">by name</option></select></label></div>`

const heads: Html = html`<div class="row heads" aria-hidden="true"><span>Verdict</span><span>Image</span><span>Proof or reason</span>
<span>Platform</span><span>Size</span></div>`

/** The section of an export's page that lists its images. */
export const imagesSection = (list: ImageList, summary: Summary, elsewhere: Elsewhere): Html => html`
<section><h2 id="images">Images</h2>${extent(list, summary, elsewhere)}${tools}${heads}
<ol class="images" data-list>${list.items}</ol><p class="spoken" role="status" data-said></p></section>`
