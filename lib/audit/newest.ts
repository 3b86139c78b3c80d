import type { Store, StoredObject } from '../store/store.ts'

/** One committed report of a store. */
export interface StoredReport {
  readonly exportKey: string
  readonly version: string
  /** The key of its `report.json`. */
  readonly key: string
  /** The key of its `images.ndjson.gz`. */
  readonly lines: string
  readonly modified: Date
}

/** The last segment but one is the version: `exportKey` escapes whatever in a name could be taken for it. */
const committed = /^(reports\/(.+)\/([0-9a-f]{32})\/)report\.json$/

const storedReport = ({ key, modified }: StoredObject): StoredReport | null => {
  const [, folder, exportKey, version] = committed.exec(key) ?? []
  if (folder === undefined || exportKey === undefined || version === undefined) return null
  return { exportKey, version, key, lines: `${folder}images.ndjson.gz`, modified }
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
export const newestReports = async (store: Store): Promise<StoredReport[]> => {
  const newest = new Map<string, StoredReport>()
  for await (const object of store.list('reports/')) {
    const report = storedReport(object)
    if (report === null) continue
    const known = newest.get(report.exportKey)
    if (known === undefined || isNewer(report, known)) newest.set(report.exportKey, report)
  }
  return [...newest.values()].toSorted((one, other) => (one.exportKey < other.exportKey ? -1 : 1))
}
