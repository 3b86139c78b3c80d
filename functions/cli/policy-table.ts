import type { Severity } from '../../lib/checks/finding.ts'
import { printable } from '../../lib/json/printable.ts'
import type { Explained } from '../../lib/policy/explain.ts'
import { countText } from '../../lib/report/byte-text.ts'
import { beside, pageColumns, shorten, wrap } from '../../lib/report/columns.ts'
import { findingLines } from '../../lib/report/finding-lines.ts'
import { labelOf } from '../../lib/report/image-line.ts'
import { painter } from '../../lib/report/paint.ts'
import type { JudgedReport } from './judged-report.ts'
import type { Output } from './output.ts'

const severityWidth = 8
const checkWidth = 23

const text = (lines: readonly string[]): string => lines.map((line) => `${line.trimEnd()}\n`).join('')

/** A policy in words: one row a rule and a waiver. */
export const policyTable = (explained: readonly Explained[], { width, colour }: Output): string => {
  const paint = painter(colour)
  const columns = pageColumns(width)
  if (explained.length === 0) return text(wrap('The policy has no rules: every image passes.', columns))
  return text(
    explained.flatMap(({ check, severity, says }) => {
      const word = (severity ?? 'waiver').padEnd(severityWidth)
      const left = `${paint(severity ?? 'quiet', word)}${check.padEnd(checkWidth)}`
      return beside(left, severityWidth + checkWidth, printable(says), columns)
    }),
  )
}

const plurals: Readonly<Record<Severity, string>> = { error: 'errors', warning: 'warnings', info: 'info' }

/** The images of one report that the policy fails, with its errors and warnings; then how many they are. */
export const judgedTable = (
  { name, images, found }: JudgedReport,
  at: Date,
  { width, colour }: Output,
): string => {
  const paint = painter(colour)
  const columns = pageColumns(width)
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { findings } of found) for (const { severity } of findings) counts[severity]++
  const sums = (['error', 'warning', 'info'] as const).map((severity) =>
    counts[severity] === 1 && severity !== 'info'
      ? `1 ${severity}`
      : `${countText(counts[severity])} ${plurals[severity]}`,
  )
  const failing = found.filter(({ findings }) => findings.some(({ severity }) => severity !== 'info'))
  const summary = `${countText(failing.length)} of ${countText(images)} ${images === 1 ? 'image' : 'images'} would fail as of ${at.toISOString()}: ${sums.join(', ')}`
  return text([
    '',
    paint('strong', shorten(`── ${printable(name)}`, columns)),
    ...failing.flatMap(({ image, findings }) => [
      shorten(labelOf(image), columns),
      ...findingLines(findings, columns, paint),
    ]),
    ...wrap(summary, columns),
  ])
}
