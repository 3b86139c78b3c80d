import { countText } from '../byte-text.ts'
import type { ReportLink } from './answer-table.ts'
import { type Audit, rowsOf, textIn } from './answers.ts'
import { auditHeadline } from './audit-headline.ts'
import { otherTables, urgentTables } from './audit-tables.ts'
import { driftPicture } from './drift-picture.ts'
import { figures } from './figures.ts'
import { type Html, html, textOf } from './html.ts'
import { momentMark } from './moment.ts'
import { page } from './page.ts'
import { analyzerText } from './page-foot.ts'
import { reading } from './reading.ts'
import { storageTreemap } from './storage-treemap.ts'
import { counted, name } from './text.ts'
import { wanted } from './troubles.ts'
import { verdictBar } from './verdict-bar.ts'
import { verdictHistory } from './verdict-history.ts'

const shown = 30

const section = (title: string, body: Html | null): Html | false =>
  body !== null && html`<section><h2>${title}</h2>${body}</section>`

const damage = ({ damaged }: Audit): Html | false =>
  damaged.length > 0 &&
  html`<section><h2>Reports that could not be used</h2><p class="soft">Nothing of them is in the numbers.</p>
<ul class="findings">${damaged.slice(0, shown).map(({ key, message }) => html`<li class="bad"><p>${name(key)}</p><p>${message}</p></li>`)}
${damaged.length > shown && html`<li class="soft">and ${countText(damaged.length - shown)} more</li>`}</ul></section>`

/** Where a report's page is, as seen from the audit's. */
export type ReportAddress = (exportKey: string, version: string) => string

/** By export, the report of it that the audit is drawn from. */
const linkTo = (audit: Audit, address: ReportAddress | undefined): ReportLink => {
  const versions = new Map(
    rowsOf(audit, 'exports').map((row) => [textIn(row, 'export_key'), textIn(row, 'version')]),
  )
  return (exportKey) => {
    const version = versions.get(exportKey)
    return version === undefined || address === undefined ? null : address(exportKey, version)
  }
}

/**
 * One answer over all reports of a store as a page.
 * @param address links the reports; without it they are named
 */
export const auditPage = (audit: Audit, address?: ReportAddress): string => {
  const link = linkTo(audit, address)
  const { summary, at, reports, analyzer } = audit
  const headline = auditHeadline(audit)
  const hasImages = summary.images > 0
  return textOf(
    page({
      title: `${headline.text} – audit of ${at}`,
      kicker: html`image-assay: audit of ${counted(reports, 'report')} at ${at}`,
      headline,
      head: momentMark(at),
      body: html`
${hasImages && html`<section class="verdicts"><h2>Verdicts and proofs</h2>${verdictBar(summary)}${figures(summary)}</section>`}
${damage(audit)}${urgentTables(audit, link)}
${section('Changes since the audit before', driftPicture(rowsOf(audit, 'drift-totals'), rowsOf(audit, 'drift')))}
${section('Verdicts over time', verdictHistory(rowsOf(audit, 'history')))}
${section('Storage by namespace', storageTreemap(rowsOf(audit, 'namespaces')))}
${otherTables(audit, link)}${rowsOf(audit, 'unverifiable').length === 0 && wanted(summary)}${reading}`,
      foot: html`<p>Made by ${analyzerText(analyzer)} for ${at}. Everything that is known is in the audit's JSON.</p>`,
    }),
  )
}
