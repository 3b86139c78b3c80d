import type { ReportFrame } from '../renderer.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { Excerpt } from './excerpt.ts'
import { headlineOf } from './headline.ts'
import { type Html, html } from './html.ts'
import { rowOf, rowTitle } from './image-row.ts'
import { imageSection } from './image-section.ts'
import { page } from './page.ts'
import { pageFoot } from './page-foot.ts'
import { rankOf } from './rank.ts'
import { reading } from './reading.ts'
import { conflicts, rejections, wanted } from './troubles.ts'

/** The report of an export that holds one image: that image's page. */
export const imagePage = (excerpt: Excerpt, frame: ReportFrame, elsewhere: Elsewhere): Html => {
  const { report } = excerpt
  const row = rowOf(report, rankOf(report), 0)
  const headline = headlineOf(frame.summary)
  return page({
    title: `${headline.text} – ${row.title}${row.title !== '' && row.hex !== '' ? '@' : ''}${row.hex}`,
    kicker: html`image-assay: report of <span class="title" dir="ltr">${rowTitle(row)}</span>`,
    headline,
    body: html`${rejections(frame)}${conflicts(frame.summary)}${imageSection(excerpt, null, 'page')}
${wanted(frame.summary)}${reading}<p class="spoken" role="status" data-said></p>`,
    foot: pageFoot(frame, elsewhere),
  })
}
