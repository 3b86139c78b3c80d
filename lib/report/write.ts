import { gunzipSync } from 'node:zlib'
import { AssayError } from '../error.ts'
import { exportKey } from '../store/export-key.ts'
import { byVersionKey, type ReportVersion, reportKey, reportVersion } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import { gzipLines } from './gzip-lines.ts'
import { canonicalJson } from './json.ts'
import type { ReportFrame } from './renderer.ts'
import type { ExportReport, ImageReport } from './schema.ts'
import { type ReportSettings, unusualSettings } from './settings.ts'

/** Up to this many images a stored report holds them itself; beyond, `images` is empty and the lines hold them. */
const inlineImages = 1000

/** What the images of an export end in: the rest of its report, and the digests of the evidence that settled something. */
export interface ReportEnd {
  readonly frame: ReportFrame
  readonly evidence: readonly string[]
}

export interface WrittenReport<End extends ReportEnd> {
  readonly version: ReportVersion
  /** The key of `report.json`. */
  readonly key: string
  readonly end: End
}

const collect = async <End>(reports: AsyncGenerator<ImageReport, End>) => {
  const lines = gzipLines()
  let images: ImageReport[] = []
  for (let count = 1; ; count++) {
    const step = await reports.next()
    if (step.done) return { end: step.value, lines: await lines.end(), images }
    await lines.add(canonicalJson(step.value))
    if (count <= inlineImages) images.push(step.value)
    else images = []
  }
}

/** Puts an object that is the same whenever it is made; one that is there already must say the same. */
const settle = async (
  store: Store,
  key: string,
  bytes: Buffer,
  content: (stored: Uint8Array) => Uint8Array = (stored) => stored,
): Promise<void> => {
  if ((await store.put(key, bytes)) === 'created') return
  const present = await store.get(key)
  if (present === null || !Buffer.from(content(present)).equals(content(bytes)))
    throw new AssayError('store-conflict', `the store holds something else under ${key}`)
}

/**
 * Writes one export's report under `name` (contract.md, "Store layout"): its images as gzipped lines, then
 * `report.json`, the commit mark, then the look-up by version. Every object is the same whenever it is made, so a
 * repeat finds it or completes what an interrupted run left out, and a look-up never names a report that is missing.
 * Holds the compressed lines, and the images while they are at most 1,000.
 * @throws AssayError `store-conflict` when the store holds another report in that place, and what the store throws
 */
export const writeReport = async <End extends ReportEnd>(
  store: Store,
  name: string,
  reports: AsyncGenerator<ImageReport, End>,
  settings: ReportSettings = {},
): Promise<WrittenReport<End>> => {
  const { end, lines, images } = await collect(reports)
  const { analyzer, sources, summary } = end.frame
  const version = reportVersion({
    analyzer,
    sources,
    policy: null,
    keys: [],
    evidence: end.evidence,
    settings: unusualSettings(settings),
    at: summary.at,
  })
  const place = exportKey(name)
  const key = reportKey(place, version, 'report.json')
  const report: ExportReport = { ...end.frame, images }
  await settle(store, reportKey(place, version, 'images.ndjson.gz'), lines, gunzipSync)
  await settle(store, key, Buffer.from(canonicalJson(report)))
  // The same sources stored under another name have the same version: either report answers for both.
  await store.put(byVersionKey(version), Buffer.from(key))
  return { version, key, end }
}
