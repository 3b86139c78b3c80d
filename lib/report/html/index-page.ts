import { countText } from '../byte-text.ts'
import { shorten } from '../columns.ts'
import { momentMark } from './moment.ts'
import { type Html, html, textOf } from './html.ts'
import { page } from './page.ts'
import { counted, name } from './text.ts'

/** A stored report as an index page lists it. */
export interface IndexEntry {
  /** The export key. */
  readonly name: string
  /** Relative to the page, or absolute in its site. */
  readonly href: string
  readonly stored: Date
}

export interface Index {
  /** The newest report of each export. */
  readonly reports: readonly IndexEntry[]
  /** Where the latest audit is; null without one. */
  readonly audit: string | null
  /** The time that the page is of; null for one that is written anew each time. */
  readonly at: string | null
  /** What stands before the lists. */
  readonly first?: Html
  /** The script of a page that sends. */
  readonly sender?: Html
}

const shown = 2000

const minutes = (time: Date): string => time.toISOString().slice(0, 16).replace('T', ' ')

const row = ({ name: key, href, stored }: IndexEntry): Html => html`<tr>
<td><a href="${href}">${name(shorten(key, 200))}</a></td><td class="n">${minutes(stored)} UTC</td></tr>`

const list = (reports: readonly IndexEntry[]): Html =>
  reports.length === 0
    ? html`<p class="soft">None yet. ${html`<code>assay report FILE --store URI</code>`} stores one.</p>`
    : html`<div class="scroll" role="group" tabindex="0" aria-label="Reports"><table>
<thead><tr><th>Export</th><th class="n">Stored</th></tr></thead><tbody>${reports.slice(0, shown).map(row)}</tbody></table></div>
${reports.length > shown && html`<p class="soft">The newest ${countText(shown)} of ${countText(reports.length)}.</p>`}`

/** What a store holds: the newest report of each export, the newest first, and the latest audit. */
export const indexPage = ({ reports, audit, at, first, sender }: Index): string => {
  const newest = reports.toSorted(
    (one, other) => other.stored.getTime() - one.stored.getTime() || (one.name < other.name ? -1 : 1),
  )
  return textOf(
    page({
      title: 'image-assay: reports',
      kicker: html`image-assay${at !== null && ` as of ${at}`}`,
      headline: {
        tone: 'quiet',
        text: reports.length === 0 ? 'No reports yet' : `Reports of ${counted(reports.length, 'export')}`,
        more: 'Each says what was proven of every image in an export, and what was found wrong.',
      },
      ...(at === null ? {} : { head: momentMark(at) }),
      body: html`${first ?? null}
${audit !== null && html`<section><h2>All of them together</h2><p><a href="${audit}">The latest audit</a></p></section>`}
<section><h2>Reports</h2>${list(newest)}</section>`,
      foot: html`<p>The newest report of each export is listed; older ones stay where they are.${
        at !== null &&
        html` This page was written by the audit of ${at}: a report that was stored since is under ${html`<code>reports/</code>`} already, and the next audit lists it.`
      }</p>`,
      ...(sender === undefined ? {} : { sender }),
    }),
  )
}
