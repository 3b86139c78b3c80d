import { printable } from '../json/printable.ts'
import { byteText, countText } from '../report/byte-text.ts'
import { shorten, wrap } from '../report/columns.ts'
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
const label = (...parts: readonly unknown[]): string =>
  printable(parts.filter((part) => typeof part === 'string' && part !== '').join('/') || 'no namespace')

const driftLines = ({ answers }: AuditReport): string[] =>
  (answers['drift-totals'] ?? []).map(({ change, verdict, was_verdict: was, images }) => {
    const verdicts = [was, verdict].filter((one) => typeof one === 'string').join(' -> ')
    return `  ${String(change).padEnd(8)}${countText(number(images)).padStart(10)}  ${verdicts}`
  })

const namespaceLines = ({ answers }: AuditReport, width: number): string[] =>
  (answers.namespaces ?? [])
    .slice(0, namespacesShown)
    .map(
      ({ cluster, namespace, distinct_bytes: distinct, exclusive_bytes: exclusive }) =>
        `  ${byteText(number(distinct)).padStart(9)} ${byteText(number(exclusive)).padStart(9)}  ${shorten(label(cluster, namespace), width - 23)}`,
    )

/** Missing platforms that a table names before it refers to the JSON. */
const gapsShown = 10

const policyLines = ({ answers }: AuditReport): string[] =>
  (answers.policy ?? []).map(
    ({ check, severity, findings, images }) =>
      `  ${String(severity).padEnd(8)}${countText(number(findings)).padStart(10)}  ${printable(String(check))}, ${countText(number(images))} ${images === 1 ? 'image' : 'images'}`,
  )

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

const section = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', heading, ...lines]

/** An audit for people: what it is drawn from, what of that is damaged, the summary over all of it, what changed. */
export const auditTable = (report: AuditReport, width: number, colour: boolean): string => {
  const { analyzer, apiVersion, at, reports, summary, damaged } = report
  const paint = painter(colour)
  const columns = Math.max(72, width)
  const frame = { analyzer, apiVersion, kind: 'ExportReport', sources: [], rejected: [], summary } as const
  const heading = `Audit of ${countText(reports)} ${reports === 1 ? 'report' : 'reports'} at ${at}`
  const lines = [
    paint('strong', heading),
    ...(damaged.length === 0 ? [] : ['', 'Damaged, not counted', ...damagedLines(report, columns)]),
    ...summaryLines({ ...frame, sources: [], rejected: [] }, columns, paint, false),
    ...section('Since the last audit', driftLines(report)),
    ...section('Policy', policyLines(report)),
    ...section('Platforms that the policy requires and that are missing', gapLines(report, columns)),
    ...section(
      'Largest namespaces: each blob once, and what each alone would free',
      namespaceLines(report, columns),
    ),
  ]
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
