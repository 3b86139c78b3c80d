import { printable } from '../json/printable.ts'
import type { Reason, Verdict } from '../verify/verification.ts'
import { byteText } from './byte-text.ts'
import { columnsOf, padEnd, padStart, shorten, shortenStart } from './columns.ts'
import type { Paint } from './paint.ts'
import type { ImageReport } from './schema.ts'

/** Verdicts as words that stand out without colour. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  verified: 'ok',
  mismatch: 'MISMATCH',
  unverifiable: 'unverifiable',
}

/** Reasons in at most 13 columns. */
const reasonWords: Readonly<Record<Reason, string>> = {
  'digest-absent': 'no digest',
  'digest-unsupported': 'odd digest',
  'manifest-absent': 'no manifest',
  'schema1-manifest-absent': 'schema 1 gone',
  'reconstruction-inconclusive': 'no form fits',
  'field-contradicted': 'false field',
  'bytes-differ': 'bytes differ',
  'manifest-ambiguous': 'two manifests',
}

const widths = { verdict: 12, basis: 13, wideBasis: 34, size: 9, platform: 15, leastLabel: 19 } as const

/** From this width on there is room for the serialization that proved a manifest. */
const roomForForms = 120

/** What stands between verdict and label, each as far as it leaves room for a digest's start in the label. */
const between = ['basis', 'size', 'platform'] as const

/** What a verdict rests on, in two words. */
export const basisOf = ({ verification }: ImageReport, forms: boolean): string => {
  const { verdict, proof, form, reason } = verification
  if (verdict !== 'verified') return reason === null ? '' : reasonWords[reason]
  return [proof, forms ? form : null].filter((part) => part !== null).join(' ')
}

/** The size that people mean, `+` where parts of it are unknown. */
export const sizeOf = ({ size }: ImageReport): string => {
  const bytes = size.total ?? size.distinctLayers ?? size.layers
  return bytes === null ? '?' : `${byteText(bytes)}${size.unknownSizes ? '+' : ''}`
}

export const platformOf = ({ type, platforms }: ImageReport): string =>
  type === 'index'
    ? `index of ${platforms.filter(({ attestation }) => !attestation).length}`
    : (platforms[0]?.platform ?? 'unknown')

/** What people know an image by: its stream's name, or for an `Image` the reference that ends in its own digest. */
export const labelOf = ({ namespace, name, digest, reference }: ImageReport): string => {
  if (digest !== null && name === digest && reference?.endsWith(`@${digest}`)) return printable(reference)
  const label = name ?? reference ?? digest ?? 'nameless image'
  return printable(namespace === null ? label : `${namespace}/${label}`)
}

/** As much of a digest as tells images apart, and as API server and `assay manifest` take for the whole. */
export const digestStart = 12
/** A repository or stream, and the hex of a digest. */
export const named = /^(.+)@[a-z0-9]+:([0-9a-f]{32,})$/
const bare = /^[a-z0-9]+:[0-9a-f]{32,}$/

/** Where room is short, a digest gives way from its end, then a repository from its start, all else in its middle. */
const shortLabel = (label: string, columns: number): string => {
  if (columnsOf(label) <= columns) return label
  const [, repository, hex] = named.exec(label) ?? []
  if (repository !== undefined && hex !== undefined)
    return `${shortenStart(repository, columns - digestStart - 1)}@${hex.slice(0, digestStart)}`
  return bare.test(label) ? `${label.slice(0, columns - 1)}…` : shorten(label, columns)
}

const columnsFor = (width: number) => {
  const forms = width >= roomForForms
  const columns = { ...widths, basis: forms ? widths.wideBasis : widths.basis }
  let label = width - columns.verdict - 1
  const fitting = between.filter((cell) => {
    const left = label - columns[cell] - 1
    if (left < columns.leastLabel) return false
    label = left
    return true
  })
  return { forms, columns, fitting, label }
}

interface Cells {
  readonly verdict: string
  readonly basis: string
  readonly size: string
  readonly platform: string
  readonly label: string
}

const row = ({ verdict, label, ...cells }: Cells, width: number): string => {
  const { columns, fitting, label: room } = columnsFor(width)
  const texts = fitting.map((cell) => {
    const text = shorten(cells[cell], columns[cell])
    return cell === 'size' ? padStart(text, columns.size) : padEnd(text, columns[cell])
  })
  return [verdict, ...texts, shortLabel(label, room)].join(' ')
}

/** The heading over {@link imageLine}s of the same width. */
export const imageHeading = (width: number): string =>
  row(
    { verdict: 'VERDICT     ', basis: 'PROOF/REASON', size: 'SIZE', platform: 'PLATFORM', label: 'IMAGE' },
    width,
  )

/**
 * One image on one line of at most `width` columns, 40 or more: the verdict, what it rests on, size, platform, name. Under
 * 72 columns there is no room for all of them; verdict and name stay.
 */
export const imageLine = (report: ImageReport, width: number, paint: Paint): string => {
  const { verdict } = report.verification
  return row(
    {
      verdict: paint(verdict, padEnd(verdictWords[verdict], widths.verdict)),
      basis: printable(basisOf(report, columnsFor(width).forms)),
      size: sizeOf(report),
      platform: printable(platformOf(report)),
      label: labelOf(report),
    },
    width,
  )
}
