import { printable } from '../json/printable.ts'
import { byteText, countText } from '../report/byte-text.ts'
import { beside, pageColumns, shorten, wrap } from '../report/columns.ts'
import { namespaceText } from '../report/namespace-text.ts'
import { painter } from '../report/paint.ts'
import { summaryLines } from '../report/summary-lines.ts'
import type { AuditReport } from './schema.ts'

/** Damaged reports that a table names before it refers to the JSON. */
const shown = 20

const damagedLines = ({ damaged }: AuditReport, width: number): string[] => {
  const more = damaged.length - shown
  return [
    ...damaged
      .slice(0, shown)
      .flatMap(({ key, message }) =>
        wrap(printable(`${key}: ${message}`), width - 4).map(
          (line, at) => `${at === 0 ? '  ' : '    '}${line}`,
        ),
      ),
    ...(more > 0 ? [`  and ${countText(more)} more: see --format json`] : []),
  ]
}

/** Namespaces that a table names before it refers to the JSON. */
const namespacesShown = 10

const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const label = (...parts: readonly unknown[]): string =>
  printable(parts.filter((part) => typeof part === 'string' && part !== '').join('/') || 'no namespace')

/** A word, how many, and of what: as one row. */
const countLines = (word: unknown, count: unknown, of: string, width: number): string[] =>
  beside(`  ${String(word).padEnd(8)}${countText(number(count)).padStart(10)}  `, 22, of, width)

const driftLines = ({ answers }: AuditReport, width: number): string[] =>
  (answers['drift-totals'] ?? []).flatMap(({ change, verdict, was_verdict: was, images }) => {
    const verdicts = [was, verdict].filter((one) => typeof one === 'string').join(' -> ')
    return countLines(change, images, verdicts, width)
  })

const namespaceLines = ({ answers }: AuditReport, width: number): string[] =>
  (answers.namespaces ?? [])
    .slice(0, namespacesShown)
    .map(
      ({ cluster, namespace, distinct_bytes: distinct, exclusive_bytes: exclusive }) =>
        `  ${byteText(number(distinct)).padStart(9)} ${byteText(number(exclusive)).padStart(9)}  ${shorten(printable(namespaceText(text(cluster), text(namespace))), width - 23)}`,
    )

/** Missing platforms that a table names before it refers to the JSON. */
const gapsShown = 10

const policyLines = ({ answers }: AuditReport, width: number): string[] =>
  (answers.policy ?? []).flatMap(({ check, severity, findings, images }) => {
    const where = `${countText(number(images))} ${images === 1 ? 'image' : 'images'}`
    return countLines(severity, findings, `${printable(String(check))}, ${where}`, width)
  })

const gapLines = ({ answers }: AuditReport, width: number): string[] => {
  const gaps = answers['coverage-gaps'] ?? []
  const more = gaps.length - gapsShown
  return [
    ...gaps
      .slice(0, gapsShown)
      .map(({ cluster, namespace, stream, platform }) =>
        shorten(`  ${String(platform).padEnd(16)}  ${label(cluster, namespace, stream)}`, width),
      ),
    ...(more > 0 ? [`  and ${countText(more)} more: see --format json`] : []),
  ]
}

/** An audit for people: what it is drawn from, what of that is damaged, the summary over all of it, what changed. */
export const auditTable = (report: AuditReport, width: number, colour: boolean): string => {
  const { analyzer, apiVersion, at, reports, summary } = report
  const paint = painter(colour)
  const columns = pageColumns(width)
  const frame = { analyzer, apiVersion, kind: 'ExportReport', summary } as const
  const heading = `Audit of ${countText(reports)} ${reports === 1 ? 'report' : 'reports'} at ${at}`
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', ...wrap(title, columns), ...lines]
  const lines = [
    ...wrap(heading, columns).map((line) => paint('strong', line)),
    ...section('Damaged, not counted', damagedLines(report, columns)),
    ...summaryLines({ ...frame, sources: [], rejected: [] }, columns, paint, 'audit'),
    ...section('Since the last audit', driftLines(report, columns)),
    ...section('Policy', policyLines(report, columns)),
    ...section('Platforms that the policy requires and that are missing', gapLines(report, columns)),
    ...section(
      'Largest namespaces: each blob once, and what each alone would free',
      namespaceLines(report, columns),
    ),
  ]
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
