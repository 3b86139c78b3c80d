import type { Finding, Severity } from '../../checks/finding.ts'
import type { ImageReport } from '../schema.ts'

/** Entries of each list of one image that its part of a page shows; the rest is counted there. */
const shown = { layers: 100, platforms: 60, signatures: 12, findings: 30 } as const

/** As much of one image as a page shows, however much the export holds. */
export interface Excerpt {
  readonly report: ImageReport
  /** What each list of the report left out. */
  readonly more: Readonly<Record<keyof typeof shown, number>>
  /** About how many bytes of markup it takes. */
  readonly weight: number
}

const order: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

const worstFirst = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((one, other) => order[one.severity] - order[other.severity])

const bytes = { image: 5200, layer: 330, platform: 300, signature: 500, finding: 900 } as const

/** What a page shows of one image: its lists cut to what people read, findings worst first. */
export const excerptOf = (report: ImageReport): Excerpt => {
  const lists = {
    layers: report.layers.slice(0, shown.layers),
    platforms: report.platforms.slice(0, shown.platforms),
    signatures: report.signatures.slice(0, shown.signatures),
    findings: worstFirst(report.findings).slice(0, shown.findings),
  }
  return {
    report: { ...report, ...lists },
    more: {
      layers: report.layers.length - lists.layers.length,
      platforms: report.platforms.length - lists.platforms.length,
      signatures: report.signatures.length - lists.signatures.length,
      findings: report.findings.length - lists.findings.length,
    },
    weight:
      bytes.image +
      bytes.layer * lists.layers.length +
      bytes.platform * lists.platforms.length +
      bytes.signature * lists.signatures.length +
      bytes.finding * lists.findings.length,
  }
}
