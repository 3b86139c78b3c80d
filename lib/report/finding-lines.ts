import type { Finding } from '../checks/finding.ts'
import { printable } from '../json/printable.ts'
import { countText } from './byte-text.ts'
import { shorten, wrap } from './columns.ts'
import type { Paint } from './paint.ts'

/** Findings of one image that a table shows before it refers to the JSON. */
const shown = 12

const indent = '    '

const values = ({ severity, message, expected, actual }: Finding, width: number): string[] => {
  if (severity !== 'error') return []
  return (
    [
      ['want', expected],
      ['got ', actual],
    ] as const
  )
    .filter(([, value]) => value !== null && value !== '' && !message.includes(value))
    .map(([word, value]) => shorten(`${indent}${word} ${printable(value ?? '')}`, width))
}

const lines = (finding: Finding, width: number, paint: Paint): string[] => {
  const { severity, check, path, message } = finding
  const place = path === '' ? '' : ` (${path})`
  const text = printable(`${severity} ${check}: ${message}${place}`)
  const [first = '', ...others] = wrap(text, width - indent.length)
  const painted = first.startsWith(severity)
    ? paint(severity, severity) + first.slice(severity.length)
    : first
  return [`  ${painted}`, ...others.map((line) => indent + line), ...values(finding, width)]
}

/** The errors and warnings among `findings`, indented, errors first; info stays in the JSON. */
export const findingLines = (findings: readonly Finding[], width: number, paint: Paint): string[] => {
  const telling = (['error', 'warning'] as const).flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity),
  )
  const more = telling.length - shown
  return [
    ...telling.slice(0, shown).flatMap((finding) => lines(finding, width, paint)),
    ...(more > 0 ? [`  and ${countText(more)} more: see --format json`] : []),
  ]
}
