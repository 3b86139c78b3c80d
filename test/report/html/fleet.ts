import { parseDigest } from '../../../lib/digest.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { summarizer, summaryNotes } from '../../../lib/report/summary.ts'
import type { ReportFrame } from '../../../lib/report/renderer.ts'
import { findingOf, frameOf, imageReport, mismatch } from '../sample-report.ts'

const hex = (number: number): string => number.toString(16).padStart(64, '0')

/** The image at a place of an export of usual images: five layers of which three are shared, one in `every` a mismatch. */
export const usualReport = (at: number, every = 100): ImageReport => {
  const digest = `sha256:${hex(at + 1)}`
  const layers = [1, 2, 3, 1_000_000 + at, 2_000_000 + at].map((layer) => ({
    digest: `sha256:${hex(layer)}`,
    size: 20_000_000 + (layer % 1000) * 1000,
    mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  }))
  const changes: Partial<ImageReport> = {
    path: `/items/${at}`,
    name: `app-${at % 50}@${digest}`,
    namespace: `team-${at % 20}`,
    stream: `app-${at % 50}`,
    digest,
    reference: `registry.example/team-${at % 20}/app-${at % 50}@${digest}`,
    layers,
  }
  if (at % every === every - 1) return mismatch(changes)
  const findings = at % 3 === 0 ? [findingOf({ check: 'metadata-size', severity: 'warning' })] : []
  return imageReport({ ...changes, findings })
}

export const manyReports = (count: number): ImageReport[] =>
  Array.from({ length: count }, (_, at) => usualReport(at))

/** The image without what no export can make it say: a blob by what is no digest. */
const withDigests = (report: ImageReport): ImageReport => ({
  ...report,
  layers: report.layers.filter(({ digest }) => parseDigest(digest) !== null),
  config: parseDigest(report.config?.digest ?? '') === null ? null : report.config,
})

/** What an export of these images ends in. */
export const frameFor = (
  reports: readonly ImageReport[],
  changes: Partial<ReportFrame> = {},
): ReportFrame => {
  const summary = summarizer()
  for (const report of reports) summary.add(summaryNotes(withDigests(report)))
  return frameOf({ ...changes, summary: summary.finish([], changes.rejected?.length ?? 0) })
}
