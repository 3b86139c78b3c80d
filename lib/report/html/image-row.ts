import type { Verdict } from '../../verify/verification.ts'
import { shorten, shortenStart } from '../columns.ts'
import { basisOf, digestStart, labelOf, named, platformOf, sizeOf } from '../image-line.ts'
import type { ImageReport } from '../schema.ts'
import { glyph } from './glyph.ts'
import { type Html, html } from './html.ts'
import type { Rank } from './rank.ts'
import { counted, name } from './text.ts'
import { verdictTone } from './verdict-words.ts'

/** One image on a line, as short as it is held. */
export interface ImageRow {
  /** Where the image stands in the report, from 0: names its place in the page too. */
  readonly place: number
  readonly rank: Rank
  readonly verdict: Verdict
  readonly title: string
  /** The beginning of the digest's hex, after its algorithm where there is no title; or empty. */
  readonly hex: string
  readonly basis: string
  readonly platform: string
  readonly size: string
  /** For sorting; -1 is unknown. */
  readonly bytes: number
  readonly errors: number
  readonly warnings: number
}

const longestTitle = 90
const longestPlatform = 32
const bareDigest = /^([a-z0-9]+:)[0-9a-f]{32,}$/

const titleOf = (report: ImageReport): { title: string; hex: string } => {
  const label = labelOf(report)
  const [, repository, hex] = named.exec(label) ?? []
  if (repository !== undefined && hex !== undefined)
    return { title: shortenStart(repository, longestTitle), hex: hex.slice(0, digestStart) }
  const algorithm = bareDigest.exec(label)?.[1]
  return algorithm === undefined
    ? { title: shorten(label, longestTitle), hex: '' }
    : { title: '', hex: label.slice(0, algorithm.length + digestStart) }
}

/** Findings that the verdict does not say already. */
const tellingOf = ({ findings }: ImageReport) => {
  let errors = 0
  let warnings = 0
  for (const { severity, check } of findings)
    if (severity === 'error' && check !== 'manifest-digest') errors++
    else if (severity === 'warning' && check !== 'manifest-unverifiable') warnings++
  return { errors, warnings }
}

export const rowOf = (report: ImageReport, rank: Rank, place: number): ImageRow => ({
  place,
  rank,
  verdict: report.verification.verdict,
  ...titleOf(report),
  basis: basisOf(report, false),
  platform: shorten(platformOf(report), longestPlatform),
  size: sizeOf(report),
  bytes: report.size.total ?? report.size.distinctLayers ?? report.size.layers ?? -1,
  ...tellingOf(report),
})

/** The image's name with what people tell it by in front: `webshop/mailer`, then the digest's beginning. */
export const rowTitle = ({ title, hex }: Pick<ImageRow, 'title' | 'hex'>): Html => {
  const digest = hex !== '' && html`<span class="hex" dir="ltr">${title === '' ? '' : '@'}${hex}</span>`
  if (title === '') return html`${digest}`
  const slash = title.lastIndexOf('/') + 1
  return html`${name(title.slice(0, slash))}<b>${name(title.slice(slash))}</b>${digest}`
}

const extras = ({ errors, warnings }: ImageRow): Html => html`
${errors > 0 && html`<span class="tag bad">${counted(errors, 'error')}</span>`}
${warnings > 0 && html`<span class="tag warning">${counted(warnings, 'warning')}</span>`}`

/** The cells of a row; the page's grid lays them out. */
export const rowCells = (row: ImageRow): Html => html`
<span class="verdict ${verdictTone[row.verdict]}">${glyph(verdictTone[row.verdict])}${row.verdict}</span>
<span class="title" dir="ltr">${rowTitle(row)}</span>
<span class="basis">${row.basis}${extras(row)}</span>
<span class="platform" dir="ltr">${row.platform}</span>
<span class="size">${row.size}</span>`
