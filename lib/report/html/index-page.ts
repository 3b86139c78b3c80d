import { countText } from '../byte-text.ts'
import { shorten } from '../columns.ts'
import { type Audit, numberIn, type Row, rowsOf, textIn } from './answers.ts'
import { auditHeadline } from './audit-headline.ts'
import { glyph } from './glyph.ts'
import type { Headline } from './headline.ts'
import { type Html, html, textOf } from './html.ts'
import { momentMark } from './moment.ts'
import { page } from './page.ts'
import { counted, name } from './text.ts'
import type { Tone } from './verdict-words.ts'

/** A stored report as an index page lists it. */
export interface IndexEntry {
  /** The export key. */
  readonly name: string
  readonly version: string
  /** Relative to the page, or absolute in its site. */
  readonly href: string
  readonly stored: Date
}

export interface Index {
  /** The newest report of each export. */
  readonly reports: readonly IndexEntry[]
  /** The latest audit and where its page is; null without one. */
  readonly audit: { readonly href: string; readonly report: Audit } | null
  /** The time that the page is of; null for one that is written anew each time. */
  readonly at: string | null
  /** What stands before the lists. */
  readonly first?: Html
  /** The script of a page that sends. */
  readonly sender?: Html
}

const shown = 2000

const minutes = (time: Date): string => time.toISOString().slice(0, 16).replace('T', ' ')

/** How a report turned out, as far as the audit knows it. */
interface Outcome {
  readonly tone: Tone
  readonly text: string
  readonly images: string
}

const tones: readonly Tone[] = ['bad', 'open', 'quiet', 'good']

const outcomeOf = (row: Row | undefined): Outcome => {
  if (row === undefined) return { tone: 'quiet', text: 'not audited yet', images: '' }
  const counts = ['mismatch', 'unverifiable', 'rejected'].flatMap((column) => {
    const count = numberIn(row, column)
    return count === 0 ? [] : [`${countText(count)} ${column}`]
  })
  const images = numberIn(row, 'images')
  const isBad = numberIn(row, 'mismatch') > 0 || images === 0
  return {
    tone: isBad ? 'bad' : counts.length > 0 ? 'open' : 'good',
    text: counts.join(', ') || (images === 0 ? 'no image' : 'all verified'),
    images: countText(images),
  }
}

/** Rows of the audit by the report that they are of: an older one of the same export says nothing about it. */
const outcomesIn = (audit: Index['audit']): ((entry: IndexEntry) => Outcome) => {
  const rows = audit === null ? [] : rowsOf(audit.report, 'exports')
  const byReport = new Map(rows.map((row) => [`${textIn(row, 'version')} ${textIn(row, 'export_key')}`, row]))
  const damaged = new Set(audit?.report.damaged.map(({ key }) => key))
  return ({ name: exportKey, version }) =>
    damaged.has(`reports/${exportKey}/${version}/report.json`)
      ? { tone: 'bad', text: 'could not be used', images: '' }
      : outcomeOf(byReport.get(`${version} ${exportKey}`))
}

const row = ({ name: key, href, stored }: IndexEntry, { tone, text, images }: Outcome): Html => html`<tr>
<td><a href="${href}">${name(shorten(key, 200))}</a></td><td><span class="${tone}">${glyph(tone)}${text}</span></td>
<td class="n">${images}</td><td class="n">${minutes(stored)} UTC</td></tr>`

const list = (reports: readonly IndexEntry[], audit: Index['audit']): Html => {
  if (reports.length === 0)
    return html`<p class="soft">None yet. ${html`<code>assay report FILE --store URI</code>`} stores one.</p>`
  const outcome = outcomesIn(audit)
  const worstFirst = reports
    .map((entry) => ({ entry, found: outcome(entry) }))
    .toSorted(
      (one, other) =>
        tones.indexOf(one.found.tone) - tones.indexOf(other.found.tone) ||
        other.entry.stored.getTime() - one.entry.stored.getTime() ||
        (one.entry.name < other.entry.name ? -1 : 1),
    )
  return html`<div class="scroll" role="group" tabindex="0" aria-label="Reports"><table>
<thead><tr><th>Export</th><th>Found</th><th class="n">Images</th><th class="n">Stored</th></tr></thead>
<tbody>${worstFirst.slice(0, shown).map(({ entry, found }) => row(entry, found))}</tbody></table></div>
${reports.length > shown && html`<p class="soft">The first ${countText(shown)} of ${countText(reports.length)}, worst first.</p>`}`
}

const headline = ({ reports, audit }: Index): Headline => {
  if (audit !== null && reports.length > 0 && audit.report.reports + audit.report.damaged.length > 0) {
    const { tone, text } = auditHeadline(audit.report)
    const { reports: count, at } = audit.report
    return {
      tone,
      text,
      more: `In the newest reports of ${counted(count, 'export')}, as of the audit of ${at}.`,
    }
  }
  return {
    tone: 'quiet',
    text: reports.length === 0 ? 'No reports yet' : `Reports of ${counted(reports.length, 'export')}`,
    more: 'Each says what was proven of every image in an export, and what was found wrong.',
  }
}

/** What a store holds: how it stands as of the latest audit, and the newest report of each export, worst first. */
export const indexPage = (index: Index): string => {
  const { reports, audit, at, first, sender } = index
  return textOf(
    page({
      title: 'image-assay: reports',
      kicker: html`image-assay${at !== null && `: the store as of ${at}`}`,
      headline: headline(index),
      ...(at === null ? {} : { head: momentMark(at) }),
      body: html`${first ?? null}
${audit !== null && html`<section><h2>All of them together</h2><p><a href="${audit.href}">The latest audit</a></p></section>`}
<section><h2>Reports</h2>${list(reports, audit)}</section>`,
      foot: html`<p>The newest report of each export is listed; older ones stay where they are.${
        at !== null &&
        html` This page was written by the audit of ${at}: a report that was stored since is under ${html`<code>reports/</code>`} already, and the next audit lists it.`
      }</p>`,
      ...(sender === undefined ? {} : { sender }),
    }),
  )
}
