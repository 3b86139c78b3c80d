import type { Arrival } from './layout.ts'
import type { Store, StoredObject } from './store.ts'

/** One committed report of a store. */
export interface StoredReport {
  readonly exportKey: string
  readonly version: string
  /** The key of its `report.json`. */
  readonly key: string
  /** The key of its `images.ndjson.gz`. */
  readonly lines: string
  /** Of the lines, as stored; 0 where they are missing. */
  readonly bytes: number
  /** When its `report.json` was stored, by the store's clock. */
  readonly modified: Date
  /** When its export came last: see `arrivalKey`. Without such an object, `modified`. */
  readonly arrived: Arrival
}

/** The last segment but one is the version: `exportKey` escapes whatever in a name could be taken for it. */
const committed = /^(reports\/(.+)\/([0-9a-f]{32})\/)report\.json$/
const linesKey = /^(reports\/.+\/[0-9a-f]{32}\/)images\.ndjson\.gz$/
const arrival =
  /^(reports\/.+\/[0-9a-f]{32}\/)arrived\/(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d\.\d{3}Z)(?:-([0-9a-f]{32}))?$/

/** Of listed objects, by key, the committed reports. */
export const reportsAmong = async (
  objects: Iterable<StoredObject> | AsyncIterable<StoredObject>,
): Promise<StoredReport[]> => {
  const reports: StoredReport[] = []
  // A folder's arrivals and its lines are listed before its report, arrivals in their order.
  let arrived: Arrival & { readonly folder: string } = { folder: '', at: new Date(Number.NaN) }
  let lines = { folder: '', bytes: 0 }
  for await (const { key, size, modified } of objects) {
    const [, arrivalFolder, hour, minute, second, sequencer] = arrival.exec(key) ?? []
    if (arrivalFolder !== undefined)
      arrived = { folder: arrivalFolder, at: new Date(`${hour}:${minute}:${second}`), sequencer }
    const [, linesFolder] = linesKey.exec(key) ?? []
    if (linesFolder !== undefined) lines = { folder: linesFolder, bytes: size }
    const [, folder, exportKey, version] = committed.exec(key) ?? []
    if (folder === undefined || exportKey === undefined || version === undefined) continue
    reports.push({
      exportKey,
      version,
      key,
      lines: `${folder}images.ndjson.gz`,
      bytes: lines.folder === folder ? lines.bytes : 0,
      modified,
      arrived: arrived.folder === folder ? arrived : { at: modified },
    })
  }
  return reports
}

/** All committed reports of a store, by key. */
export const storedReports = (store: Store): Promise<StoredReport[]> => reportsAmong(store.list('reports/'))

/** Whether a store holds a committed report. Lists no further than the first. */
export const holdsReports = async (store: Store): Promise<boolean> => {
  for await (const { key } of store.list('reports/')) if (committed.test(key)) return true
  return false
}

const compare = <Value extends number | string>(one: Value, other: Value): number =>
  one === other ? 0 : one > other ? 1 : -1

const isNewer = (one: StoredReport, other: StoredReport): boolean =>
  (compare(one.arrived.at.getTime(), other.arrived.at.getTime()) ||
    compare(one.arrived.sequencer ?? '', other.arrived.sequencer ?? '') ||
    compare(one.modified.getTime(), other.modified.getTime()) ||
    compare(one.version, other.version)) > 0

/**
 * The newest report of each export key, by export key: that of the export which came last. A report has no clock, and
 * the order in which reports are made is not that of their exports: one may be tried again after a newer one was done.
 * Where one export was assayed more than once (with more evidence, say), the report that was stored last counts; of
 * reports of one time that of the greater version, so that every audit takes the same one.
 */
export const newestReports = (reports: readonly StoredReport[]): StoredReport[] => {
  const newest = new Map<string, StoredReport>()
  for (const report of reports) {
    const known = newest.get(report.exportKey)
    if (known === undefined || isNewer(report, known)) newest.set(report.exportKey, report)
  }
  return [...newest.values()].toSorted((one, other) => (one.exportKey < other.exportKey ? -1 : 1))
}
