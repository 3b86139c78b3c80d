import { answerTable, type Column, type ReportLink } from './answer-table.ts'
import { type Audit, type Row, rowsOf, textIn } from './answers.ts'
import { type Html, html } from './html.ts'

interface Table {
  readonly query: string
  readonly title: string
  readonly columns: readonly Column[]
  /** What to do with the rows. */
  readonly first?: Html
  readonly most: number
}

const place: Column = { title: 'Image', from: 'place', kind: 'place' }
const images: Column = { title: 'Images', from: 'images', kind: 'count' }
const digest: Column = { title: 'Digest', from: 'digest', kind: 'code' }
const text = (title: string, from: string): Column => ({ title, from, kind: 'name' })
const count = (title: string, from: string): Column => ({ title, from, kind: 'count' })
const bytes = (title: string, from: string): Column => ({ title, from, kind: 'bytes' })
const report = (title: string, from: string): Column => ({ title, from, kind: 'report' })
const check: Column = { title: 'Check', from: 'check', kind: 'check' }
const severity: Column = { title: 'Severity', from: 'severity', kind: 'severity' }
const verdict: Column = { title: 'Verdict', from: 'verdict', kind: 'verdict' }

/** What must be acted on, before the pictures. */
const urgent: readonly Table[] = [
  {
    query: 'mismatches',
    title: 'Images that contradict their digests',
    columns: [place, report('Export', 'export_key'), text('Reason', 'reason'), digest],
    most: 50,
  },
  {
    query: 'digest-conflicts',
    title: 'One digest, described differently',
    columns: [
      digest,
      text('Field', 'field'),
      text('One says', 'one_value'),
      report('In', 'one_export'),
      text('Another says', 'other_value'),
      report('In', 'other_export'),
    ],
    most: 20,
  },
  {
    query: 'findings',
    title: 'Findings by check',
    columns: [severity, check, count('Findings', 'findings'), images],
    most: 40,
  },
  {
    query: 'policy',
    title: 'Policy violations',
    columns: [severity, check, count('Findings', 'findings'), images],
    most: 40,
  },
  {
    query: 'violations',
    title: 'Images that break the policy',
    columns: [severity, { title: 'Check', from: 'check', kind: 'code' }, place, text('What', 'message')],
    most: 50,
  },
  {
    query: 'coverage-gaps',
    title: 'Platforms that the policy requires and that are missing',
    columns: [place, text('Platform', 'platform')],
    most: 40,
  },
]

const whatSettles: Html = html`<p>The raw manifests of these images. Where a registry can be reached, put each into the store as
<code>evidence/sha256/HEX</code>, HEX being the end of its digest (of a deployment: into the exports bucket), and audit again:</p>
<pre tabindex="0" aria-label="Command"><code>skopeo inspect --raw docker://WANTED &gt; evidence/sha256/HEX</code></pre>`

/** What is worth knowing, after them. */
const worthKnowing: readonly Table[] = [
  {
    query: 'unverifiable',
    title: 'What would settle the unverifiable',
    first: whatSettles,
    columns: [{ title: 'Wanted', from: 'wanted', kind: 'code' }, text('Reason', 'reason'), images],
    most: 30,
  },
  {
    query: 'base-images',
    title: 'Base images that many build on',
    columns: [place, count('Images on it', 'images'), text('Outdated', 'outdated'), digest],
    most: 20,
  },
  {
    query: 'largest-images',
    title: 'Largest images',
    columns: [place, text('Platform', 'platform'), bytes('Size', 'bytes')],
    most: 15,
  },
  {
    query: 'shared-layers',
    title: 'Layers that sharing saves most on',
    columns: [digest, bytes('Size', 'bytes'), images, bytes('Saved', 'saved_bytes')],
    most: 15,
  },
  {
    query: 'platforms',
    title: 'Platforms',
    columns: [
      text('Platform', 'platform'),
      count('Streams', 'streams'),
      count('Streams without', 'streams_without'),
      images,
    ],
    most: 20,
  },
  {
    query: 'signatures',
    title: 'Signatures',
    columns: [
      verdict,
      { title: 'Key', from: 'key_id', kind: 'code' },
      count('Signatures', 'signatures'),
      images,
    ],
    most: 20,
  },
  {
    query: 'oldest-images',
    title: 'Oldest images',
    columns: [place, text('Created', 'created'), count('Days', 'days')],
    most: 15,
  },
  {
    query: 'exports',
    title: 'Exports',
    columns: [
      report('Export', 'export_key'),
      text('Stored', 'stored_at'),
      images,
      count('Mismatch', 'mismatch'),
      count('Unverifiable', 'unverifiable'),
      count('Rejected', 'rejected'),
      { title: 'Version', from: 'version', kind: 'code' },
    ],
    most: 60,
  },
]

const severities: readonly string[] = ['error', 'warning', 'info']
const rankOf = (row: Row): number => severities.indexOf(textIn(row, 'severity'))

const drawn = (audit: Audit, tables: readonly Table[], link: ReportLink): Html[] =>
  tables.flatMap(({ query, title, first, columns, most }) => {
    const rows = rowsOf(audit, query).toSorted((one, other) => rankOf(one) - rankOf(other))
    return rows.length === 0
      ? []
      : [
          html`<section><h2>${title}</h2>${first ?? null}${answerTable(title, rows, columns, most, link)}</section>`,
        ]
  })

export const urgentTables = (audit: Audit, link: ReportLink): Html[] => drawn(audit, urgent, link)
export const otherTables = (audit: Audit, link: ReportLink): Html[] => drawn(audit, worthKnowing, link)
