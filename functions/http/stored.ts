import { gunzipLines } from '../../lib/report/gunzip-lines.ts'
import { jsonRenderer } from '../../lib/report/json.ts'
import type { ExportReport } from '../../lib/report/schema.ts'
import { damaged } from '../../lib/store/damaged.ts'
import type { Store } from '../../lib/store/store.ts'

/** An object of the store. */
export interface Stored {
  readonly key: string
  readonly bytes: Uint8Array
}

/** The object under `key`; null where there is none. */
export const storedAt = async (store: Store, key: string): Promise<Stored | null> => {
  const bytes = await store.get(key)
  return bytes && { key, bytes }
}

/** The images' lines beside a `report.json`. */
export const storedImages = (store: Store, key: string): Promise<Stored | null> =>
  storedAt(store, key.replace(/report\.json$/, 'images.ndjson.gz'))

/**
 * What JSON out of the object under `key` says.
 * @throws AssayError `store-damaged`
 */
export const parsed = (key: string, text: string) => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(key, error)
  }
}

export const textOf = ({ bytes }: Stored): string => Buffer.from(bytes).toString('utf8')

/** The lines of a stored report, each without its line feed; throws AssayError `store-damaged`. */
export async function* linesOf({ key, bytes }: Stored): AsyncGenerator<string> {
  try {
    yield* gunzipLines(bytes)
  } catch (error) {
    throw damaged(key, error)
  }
}

/** A stored JSON document as it stands there, once it is known to be whole. */
export async function* storedJson(document: Stored): AsyncGenerator<string> {
  const text = textOf(document)
  parsed(document.key, text)
  yield text
}

/** A stored report's images, one canonical ImageReport a line, each with its line feed. */
export async function* storedLines(lines: Stored): AsyncGenerator<string> {
  for await (const line of linesOf(lines)) yield `${line}\n`
}

/**
 * A stored report with all of its images: those of a large one stand beside it, not in it. The same bytes that the
 * command line prints for the same export and name.
 */
export async function* wholeReport(report: Stored, lines: Stored): AsyncGenerator<string> {
  const text = textOf(report)
  const { images, ...frame }: ExportReport = parsed(report.key, text)
  if (images.length === frame.summary.images) {
    yield text
    return
  }
  const renderer = jsonRenderer()
  yield renderer.head()
  let first = true
  for await (const line of linesOf(lines)) {
    yield first ? line : `,${line}`
    first = false
  }
  yield renderer.tail(frame)
}
