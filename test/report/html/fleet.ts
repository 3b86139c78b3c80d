import { digestBytes, parseDigest } from '../../../lib/digest.ts'
import type { ReportFrame } from '../../../lib/report/renderer.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { findingOf, frameOf, imageReport, mismatch } from '../sample-report.ts'
import { summaryOf } from '../summary-of.ts'

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

const toDigest = (text: string): string => (parseDigest(text) === null ? digestBytes(text) : text)

/** As it can be: what is summed up has been told from digests that are none, what is drawn need not be trusted so far. */
const summable = (report: ImageReport): ImageReport => ({
  ...report,
  layers: report.layers.map((layer) => ({ ...layer, digest: toDigest(layer.digest) })),
  config: report.config && {
    ...report.config,
    digest: report.config.digest === null ? null : toDigest(report.config.digest),
  },
})

/** What an export of these images ends in. */
export const frameFor = (reports: readonly ImageReport[], changes: Partial<ReportFrame> = {}): ReportFrame =>
  frameOf({
    ...changes,
    summary: summaryOf(reports.map(summable), { rejected: changes.rejected?.length ?? 0 }),
  })
