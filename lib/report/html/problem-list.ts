import { countText } from '../byte-text.ts'
import { glyph, severityTone } from './glyph.ts'
import { type Html, html } from './html.ts'
import { rowTitle } from './image-row.ts'
import type { Problem } from './problem-tally.ts'
import { code, counted } from './text.ts'

/** Links lead to images that the page lists; one that it has no room for is named only. */
const examples = ({ examples: images, images: all }: Problem, isListed: (place: number) => boolean): Html => {
  const named = images.map((row, at) => {
    const title = rowTitle(row)
    const comma = at > 0 && ', '
    return isListed(row.place) ? html`${comma}<a href="#i${row.place}">${title}</a>` : html`${comma}${title}`
  })
  const more = all - images.length
  return html`<p class="where" dir="ltr">${named}${more > 0 && ` and ${countText(more)} more`}</p>`
}

const item = (problem: Problem, isListed: (place: number) => boolean): Html => {
  const { check, severity, says, images } = problem
  const tone = severityTone[severity]
  return html`<li><span class="severity ${tone}">${glyph(tone)}${severity}</span>
<p class="says">${says} ${code(check)}</p><span class="n soft">${counted(images, 'image')}</span>${examples(problem, isListed)}</li>`
}

/** What was found, by check, worst first: each with the images that have it. */
export const problemList = (problems: readonly Problem[], isListed: (place: number) => boolean): Html =>
  html`<ul class="problems">${problems.map((problem) => item(problem, isListed))}</ul>`
