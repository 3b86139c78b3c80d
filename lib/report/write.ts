import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { sha256Stream } from '../digest.ts'
import { AssayError } from '../error.ts'
import { type ExportKey, exportKey } from '../store/export-key.ts'
import {
  type Arrival,
  arrivalKey,
  byVersionKey,
  type ReportVersion,
  reportKey,
  reportVersion,
} from '../store/layout.ts'
import { newestReports, reportsAmong, type StoredReport } from '../store/reports.ts'
import type { Staged, Store } from '../store/store.ts'
import { gzipText } from './gzip-text.ts'
import { htmlRenderer } from './html/renderer.ts'
import { closing, opening } from './json.ts'
import type { Renderer, ReportFrame } from './renderer.ts'
import type { Reported } from './reported.ts'

/** Up to this many images a stored report holds them itself; beyond, `images` is empty and the lines hold them. */
const inlineImages = 1000

const imagesFile = 'images.ndjson.gz'

/** What the images of an export end in: the rest of its report, and the evidence for it. */
export interface ReportEnd {
  readonly frame: ReportFrame
  /** Digests of the evidence that settled something. */
  readonly evidence: readonly string[]
}

export interface WrittenReport<End extends ReportEnd> {
  readonly version: ReportVersion
  /** The key of `report.json`. */
  readonly key: string
  readonly end: End
}

/** Every image of a report on its way into the store, and what they ended in. */
interface StagedImages<End> {
  readonly staged: Staged
  readonly sha256: string
  /** Of a small report, the lines themselves. */
  readonly lines: readonly string[]
  /** Has seen every image. */
  readonly page: Renderer
  readonly end: End
}

const stageImages = async <End>(
  store: Store,
  reports: AsyncGenerator<readonly Reported[], End>,
): Promise<StagedImages<End>> => {
  const sha256 = sha256Stream()
  const page = htmlRenderer({ kind: 'beside' })
  let lines: string[] = []
  let end: { readonly value: End } | null = null
  const taken = async function* (): AsyncGenerator<string> {
    for (let count = 0; ; ) {
      const step = await reports.next()
      if (step.done) {
        end = { value: step.value }
        return
      }
      for (const reported of step.value) {
        const line = reported.line()
        const text = `${line}\n`
        sha256.update(text)
        page.image(reported)
        if (++count <= inlineImages) lines.push(line)
        else lines = []
        yield text
      }
    }
  }
  try {
    const staged = await store.stage(imagesFile, gzipText(taken()))
    // The stream ended, so its lines did.
    const { value } = end as unknown as { readonly value: End }
    return { staged, sha256: sha256.digest('hex'), lines, page, end: value }
  } finally {
    // Where the store failed, the reports are ended early: they may hold files and threads.
    await reports.return(undefined as never)
  }
}

const conflict = (key: string): AssayError =>
  new AssayError('store-conflict', `the store holds something else under ${key}`)

/** The SHA-256 of what the gzipped object under `key` unpacks to; null where it does not, or is not there. */
const unpackedSha256 = async (store: Store, key: string): Promise<string | null> => {
  const stored = await store.open(key)
  if (stored === null) return null
  const sha256 = sha256Stream()
  try {
    await pipeline(stored, createGunzip(), sha256)
  } catch (error) {
    if (error instanceof AssayError) throw error
    return null
  }
  return sha256.digest('hex')
}

/** Gives the images their place. Compression may differ from one version of zlib to the next; what it holds may not. */
const placeImages = async (store: Store, key: string, { staged, sha256 }: StagedImages<unknown>) => {
  if ((await staged.place(key)) === 'created') return
  if ((await unpackedSha256(store, key)) !== sha256) throw conflict(key)
}

/** Puts a report, which is the same whenever it is made: one that is there already must say the same. */
const placeReport = async (store: Store, key: string, bytes: Buffer): Promise<void> => {
  if ((await store.put(key, bytes)) === 'created') return
  const present = await store.get(key)
  if (present === null || !bytes.equals(present)) throw conflict(key)
}

/** The report that an audit would take of this export, where that is another than the one under `key`. */
const newestBeside = async (store: Store, place: ExportKey, key: string): Promise<StoredReport | undefined> =>
  newestReports(await reportsAmong(store.list(`reports/${place}/`))).find(
    (newest) => newest.exportKey === place && newest.key !== key,
  )

/** `report.json`: the report's own JSON, its images left out where they are many. */
const reportText = (frame: ReportFrame, lines: readonly string[]): string =>
  [opening(), lines.join(','), closing(frame)].join('')

/**
 * Writes one export's report under `name` (README.md, "Store"): its images as gzipped lines, its page and
 * when the export came, then `report.json`, the commit mark, then the look-up by version. Every object is the same whenever it is made, so a
 * repeat finds it or completes what an interrupted run left out, and a look-up never names a report that is missing.
 * The images go to the store as they come, and nothing is left of them when the work is interrupted; held are those of
 * a small report, up to 1,000.
 * @param arrived when the export came, by which audits tell which is the newest of `name`; without it, now: a report
 * that is not the newest once it is stored, since it was there already or clocks differ, is made so
 * @throws AssayError `store-conflict` when the store holds another report in that place, and what the store throws
 */
export const writeReport = async <End extends ReportEnd>(
  store: Store,
  name: string,
  reports: AsyncGenerator<readonly Reported[], End>,
  arrived?: Arrival,
): Promise<WrittenReport<End>> => {
  const images = await stageImages(store, reports)
  try {
    const { end, lines, page } = images
    const { analyzer, sources, summary, madeWith = {} } = end.frame
    const version = reportVersion({
      analyzer,
      sources,
      policy: madeWith.policy ?? null,
      keys: madeWith.keys ?? [],
      evidence: end.evidence,
      settings: madeWith.settings ?? {},
      at: summary.at,
    })
    const place = exportKey(name)
    const key = reportKey(place, version, 'report.json')
    const arrive = (arrival: Arrival) => store.put(arrivalKey(place, version, arrival), Buffer.alloc(0))
    await Promise.all([
      placeImages(store, reportKey(place, version, imagesFile), images),
      // It says what the report says: that of an earlier release, in other words or colours, stays.
      store.put(reportKey(place, version, 'report.html'), Buffer.from(page.tail(end.frame))),
      arrived === undefined ? null : arrive(arrived),
    ])
    await placeReport(store, key, Buffer.from(reportText(end.frame, lines)))
    const newest = arrived === undefined ? await newestBeside(store, place, key) : undefined
    // This machine's clock may be behind the one that told the other's time.
    if (newest !== undefined)
      await arrive({ at: new Date(Math.max(Date.now(), newest.arrived.at.getTime() + 1)) })
    // The same sources stored under another name have the same version: either report answers for both.
    await store.put(byVersionKey(version), Buffer.from(key))
    return { version, key, end }
  } finally {
    await images.staged.discard()
  }
}
