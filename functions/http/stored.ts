import { gunzipLines } from '../../lib/report/gunzip-lines.ts'
import { jsonRenderer } from '../../lib/report/json.ts'
import type { ExportReport } from '../../lib/report/schema.ts'
import type { Store } from '../../lib/store/store.ts'

/** The key of the images' lines beside a `report.json`. */
const linesKey = (key: string): string => key.replace(/report\.json$/, 'images.ndjson.gz')

/** The text of a stored `report.json`; nothing is yielded when it is not there. */
export async function* storedJson(bytes: Uint8Array): AsyncGenerator<string> {
  yield Buffer.from(bytes).toString('utf8')
}

/** A stored report's images, one canonical ImageReport a line, each with its line feed. */
export async function* storedLines(lines: Uint8Array): AsyncGenerator<string> {
  for await (const line of gunzipLines(lines)) yield `${line}\n`
}

export const storedImages = (store: Store, key: string): Promise<Uint8Array | null> =>
  store.get(linesKey(key))

/**
 * A stored report with all of its images: those of a large one stand beside it, not in it. The same bytes that the
 * command line prints for the same export and name.
 */
export async function* wholeReport(report: Uint8Array, lines: Uint8Array): AsyncGenerator<string> {
  const text = Buffer.from(report).toString('utf8')
  const { images, ...frame }: ExportReport = JSON.parse(text)
  if (images.length === frame.summary.images) {
    yield text
    return
  }
  const renderer = jsonRenderer()
  yield renderer.head()
  let first = true
  for await (const line of gunzipLines(lines)) {
    yield first ? line : `,${line}`
    first = false
  }
  yield renderer.tail(frame)
}
