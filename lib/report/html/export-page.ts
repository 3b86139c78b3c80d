import type { ReportFrame } from '../renderer.ts'
import type { Coverage } from './coverage.ts'
import { coverageMatrix } from './coverage-matrix.ts'
import type { Elsewhere } from './elsewhere.ts'
import { figures } from './figures.ts'
import { headlineOf } from './headline.ts'
import { type Html, html } from './html.ts'
import { type ImageList, imagesSection } from './image-list.ts'
import type { Large } from './largest.ts'
import { page } from './page.ts'
import { pageFoot, sourcesText } from './page-foot.ts'
import { problemList } from './problem-list.ts'
import type { Problem } from './problem-tally.ts'
import { reading } from './reading.ts'
import type { Sharing } from './sharing.ts'
import { sizePicture } from './size-picture.ts'
import { name } from './text.ts'
import { conflicts, rejections, wanted } from './troubles.ts'
import { verdictBar } from './verdict-bar.ts'

/** All that an export's page shows. */
export interface ExportView {
  readonly frame: ReportFrame
  readonly list: ImageList
  /** Whether the image of that place is in the list. */
  readonly isListed: (place: number) => boolean
  readonly problems: readonly Problem[]
  readonly largest: readonly Large[]
  readonly coverage: Coverage
  readonly sharing: Sharing
  readonly elsewhere: Elsewhere
}

const found = ({ problems, isListed }: ExportView): Html | false => {
  const telling = problems.filter(({ severity }) => severity !== 'info')
  const rest = problems.filter(({ severity }) => severity === 'info')
  return (
    problems.length > 0 &&
    html`<section><h2>What was found</h2>${telling.length > 0 && problemList(telling, isListed)}
${rest.length > 0 && html`<details class="more"><summary>Worth knowing, and nothing wrong</summary>${problemList(rest, isListed)}</details>`}</section>`
  )
}

/** One export's report as a page: the answer first, then what is wrong and where, then the images, worst first. */
export const exportPage = (view: ExportView): Html => {
  const { frame, list, largest, coverage, sharing, elsewhere } = view
  const { summary, sources } = frame
  const headline = headlineOf(summary)
  const hasImages = summary.images > 0
  return page({
    title: `${headline.text} – ${sourcesText(sources)}`,
    kicker: html`image-assay: report of ${name(sourcesText(sources))}`,
    headline,
    body: html`
${hasImages && html`<section class="verdicts" aria-label="Verdicts"><h2>Verdicts and proofs</h2>${verdictBar(summary)}${figures(summary, frame.madeWith?.keys === undefined)}</section>`}
${found(view)}${rejections(frame)}${conflicts(summary)}
${hasImages && imagesSection(list, summary, elsewhere)}${wanted(summary)}
${hasImages && html`<section><h2>Size by image</h2>${sizePicture(largest, summary, sharing)}</section>`}
${coverage.streams.length > 0 && html`<section><h2>Platforms by stream</h2>${coverageMatrix(coverage)}</section>`}
${reading}`,
    foot: pageFoot(frame, elsewhere),
  })
}
