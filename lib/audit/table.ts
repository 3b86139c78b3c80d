import { printable } from '../json/printable.ts'
import { countText } from '../report/byte-text.ts'
import { wrap } from '../report/columns.ts'
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

/** An audit for people: what it is drawn from, what of that is damaged, and the summary over all of it. */
export const auditTable = (report: AuditReport, width: number, colour: boolean): string => {
  const { analyzer, apiVersion, at, reports, summary, damaged } = report
  const paint = painter(colour)
  const columns = Math.max(72, width)
  const frame = { analyzer, apiVersion, kind: 'ExportReport', sources: [], rejected: [], summary } as const
  const heading = `Audit of ${countText(reports)} ${reports === 1 ? 'report' : 'reports'} at ${at}`
  const lines = [
    paint('strong', heading),
    ...(damaged.length === 0 ? [] : ['', 'Damaged, not counted', ...damagedLines(report, columns)]),
    ...summaryLines({ ...frame, sources: [], rejected: [] }, columns, paint),
  ]
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
