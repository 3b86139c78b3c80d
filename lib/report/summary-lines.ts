import { printable } from '../json/printable.ts'
import type { LimitName } from '../limits.ts'
import { byteText, countText } from './byte-text.ts'
import { beside, shorten, wrap } from './columns.ts'
import { digestStart, verdictWords } from './image-line.ts'
import { madeWithTexts } from './made-with-text.ts'
import type { Paint } from './paint.ts'
import { rejectionText } from './rejection-text.ts'
import type { ReportFrame } from './renderer.ts'
import type { Summary } from './schema.ts'
import { type Asker, wishLines } from './wish-lines.ts'

const labelWidth = 12
const indent = ' '.repeat(labelWidth)

/** Entries of each list that a table names before it refers to the JSON. */
const shown = { conflicts: 10, values: 4, platforms: 12, rejected: 20 } as const

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`

const entry = (label: string, text: string, width: number): string[] =>
  beside(label.padEnd(labelWidth), labelWidth, text, width)

const hanging = (text: string, width: number): string[] =>
  wrap(text, width - 4).map((line, at) => (at === 0 ? `  ${line}` : `    ${line}`))

/** The verdicts on one line, or on one each where it is too narrow. */
const verdictLines = ({ verdicts: by }: Summary, width: number, paint: Paint): string[] => {
  const parts = (['verified', 'mismatch', 'unverifiable'] as const).map((verdict) => {
    const text = `${countText(by[verdict])} ${verdictWords[verdict]}`
    return { text, painted: by[verdict] === 0 ? text : paint(verdict, text) }
  })
  const fits = labelWidth + parts.map(({ text }) => text).join(', ').length <= width
  const text = parts.map(({ painted }) => painted).join(fits ? ', ' : `,\n${indent}`)
  return `${'Verdicts'.padEnd(labelWidth)}${text}`.split('\n')
}

const imageCounts = ({ images: all, indexes }: Summary): string =>
  indexes === 0 ? countText(all) : `${countText(all)}, ${counted(indexes, 'index', 'indexes')} among them`

const proofs = ({ proofs: by }: Summary): string =>
  (['embedded', 'reserialized', 'evidence', 'reconstructed'] as const)
    .map((proof) => `${countText(by[proof])} ${proof}`)
    .join(', ')

/** Enough to compare by eye; the JSON has the whole. */
const shortDigest = (digest: string): string => `${digest.slice(0, digest.indexOf(':') + 1 + digestStart)}…`

/** Only of an export it is known whether keys were given. */
const signaturesOf = ({ summary, madeWith = {} }: ReportFrame, asker: Asker): string => {
  const { signed, verified, unsigned } = summary.signatures
  const counts = `${countText(signed)} signed, ${countText(verified)} verified, ${countText(unsigned)} unsigned`
  const lacksKeys = asker === 'report' && signed > 0 && madeWith.keys === undefined
  return lacksKeys ? `${counts}; no keys were given to verify with (--keys)` : counts
}

const sizes = ({ size }: Summary): string => {
  const unknown = size.unknownSizes === 0 ? '' : `; ${counted(size.unknownSizes, 'size')} unknown`
  return `${byteText(size.layers)} of layers; each blob once: ${byteText(size.distinctLayers)} of layers, ${byteText(size.total)} with configurations${unknown}`
}

const platforms = ({ platforms: by, otherPlatforms = 0 }: Summary, settable: boolean): string => {
  const named = by.slice(0, shown.platforms).map(({ platform, images }) => `${platform} ${countText(images)}`)
  const more = by.length - shown.platforms
  const rest = [
    ...(more > 0 ? [`and ${countText(more)} more`] : []),
    ...(otherPlatforms > 0
      ? [`${countText(otherPlatforms)} of others${settable ? ' (--limit platforms=VALUE)' : ''}`]
      : []),
  ]
  return printable([...named, ...rest].join(', '))
}

/**
 * Of `all` entries a table shows the first `most` of those that the JSON names: how many others there are, and where.
 * `limit` is the one that sets how many are named, where one does.
 */
const restLines = (
  all: number,
  most: number,
  named: number,
  limit: LimitName | null,
  width: number,
): string[] => {
  const others = all - Math.min(most, named)
  const where =
    named === all
      ? 'see --format json'
      : `--format json names ${countText(named)} in all${limit === null ? '' : ` (--limit ${limit}=VALUE sets how many)`}`
  return others > 0 ? hanging(`and ${countText(others)} more: ${where}`, width) : []
}

const conflictLines = (
  { conflicts, moreConflicts = 0 }: Summary,
  width: number,
  settable: boolean,
): string[] => {
  const all = conflicts.length + moreConflicts
  return [
    ...conflicts
      .slice(0, shown.conflicts)
      .flatMap(({ digest, path, values, images }) => [
        shorten(`  ${printable(digest)}`, width),
        shorten(`    ${printable(path)}`, width),
        ...values.slice(0, shown.values).map((value) => shorten(`      ${printable(value)}`, width)),
        shorten(`    in ${printable(images.join(', '))}`, width),
      ]),
    ...restLines(all, shown.conflicts, conflicts.length, settable ? 'conflicts' : null, width),
  ]
}

const rejectionLines = ({ rejected, sources, summary }: ReportFrame, width: number): string[] => [
  ...rejected
    .slice(0, shown.rejected)
    .flatMap((rejection) => hanging(rejectionText(rejection, sources), width)),
  ...restLines(summary.rejected, shown.rejected, rejected.length, 'rejections', width),
]

/**
 * What a report says over all images, at most `width` columns wide, an empty line first. Only those of an
 * export have limits on what is named that can be set.
 */
export const summaryLines = (
  frame: ReportFrame,
  width: number,
  paint: Paint,
  asker: Asker = 'report',
): string[] => {
  const settable = asker === 'report'
  const { summary, rejected } = frame
  const { findings } = summary
  const rows: readonly (readonly [string, string])[] = [
    ['Images', imageCounts(summary)],
    ['Proofs', proofs(summary)],
    ['Size', sizes(summary)],
    ['Platforms', platforms(summary, settable)],
    ['Signatures', signaturesOf(frame, asker)],
    [
      'Findings',
      `${counted(findings.error, 'error')}, ${counted(findings.warning, 'warning')}, ${countText(findings.info)} info`,
    ],
    ['Made with', madeWithTexts(frame.madeWith, shortDigest).join(', ')],
  ]
  return [
    ...(rejected.length === 0 ? [] : ['', 'Rejected', ...rejectionLines(frame, width)]),
    ...(summary.conflicts.length === 0
      ? []
      : ['', 'One digest, described differently', ...conflictLines(summary, width, settable)]),
    '',
    ...verdictLines(summary, width, paint),
    ...rows.flatMap(([label, text]) => (text === '' ? [] : entry(label, text, width))),
    ...(rejected.length === 0 ? [] : entry('Rejected', countText(summary.rejected), width)),
    ...wishLines(summary, width, asker),
    ...(findings.error + findings.warning === 0
      ? []
      : ['', ...wrap('`assay checks ID` tells what a finding means and what to do about it.', width)]),
  ]
}
