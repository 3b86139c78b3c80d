import type { Store, StoredObject } from '../store/store.ts'

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
  readonly modified: Date
}

/** The last segment but one is the version: `exportKey` escapes whatever in a name could be taken for it. */
const committed = /^(reports\/(.+)\/([0-9a-f]{32})\/)report\.json$/
const linesKey = /^(reports\/.+\/[0-9a-f]{32}\/)images\.ndjson\.gz$/

/** Of listed objects, by key, the committed reports. */
export const reportsAmong = async (
  objects: Iterable<StoredObject> | AsyncIterable<StoredObject>,
): Promise<StoredReport[]> => {
  const reports: StoredReport[] = []
  // A folder's lines are listed before its report.
  let lines = { folder: '', bytes: 0 }
  for await (const { key, size, modified } of objects) {
    const [, linesFolder] = linesKey.exec(key) ?? []
    if (linesFolder !== undefined) lines = { folder: linesFolder, bytes: size }
    const [, folder, exportKey, version] = committed.exec(key) ?? []
    if (folder === undefined || exportKey === undefined || version === undefined) continue
    const bytes = lines.folder === folder ? lines.bytes : 0
    reports.push({ exportKey, version, key, lines: `${folder}images.ndjson.gz`, bytes, modified })
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

const isNewer = (one: StoredReport, other: StoredReport): boolean => {
  const later = one.modified.getTime() - other.modified.getTime()
  return later === 0 ? one.version > other.version : later > 0
}

/**
 * The newest report of each export key, by export key. A report has no clock, so the store's decides: the time at
 * which `report.json`, the commit mark, was stored. Of reports of one time the greater version counts, so that every
 * audit takes the same one. An export that goes back to what it was before finds its old report there, stored long
 * ago: until it changes again the report in between stays the newest.
 */
export const newestReports = (reports: readonly StoredReport[]): StoredReport[] => {
  const newest = new Map<string, StoredReport>()
  for (const report of reports) {
    const known = newest.get(report.exportKey)
    if (known === undefined || isNewer(report, known)) newest.set(report.exportKey, report)
  }
  return [...newest.values()].toSorted((one, other) => (one.exportKey < other.exportKey ? -1 : 1))
}
