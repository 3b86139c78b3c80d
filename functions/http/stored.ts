import type { AuditReport } from '../../lib/audit/schema.ts'
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
 * What is made of the object under `key`. That fails where it is not what was written there.
 * @throws AssayError `store-damaged`
 */
export const reading = <Result>(key: string, read: () => Result): Result => {
  try {
    return read()
  } catch (error) {
    throw damaged(key, error)
  }
}

const textOf = ({ bytes }: Stored): string => Buffer.from(bytes).toString('utf8')

interface Documents {
  readonly ExportReport: ExportReport
  readonly AuditReport: AuditReport
}

/** A stored document, which may be of another release; throws AssayError `store-damaged` where it is none of that kind. */
export const storedDocument = <Kind extends keyof Documents>(kind: Kind, stored: Stored): Documents[Kind] =>
  reading(stored.key, () => {
    const document = JSON.parse(textOf(stored))
    if (document.kind !== kind) throw new TypeError(`no ${kind}`)
    return document
  })

/** The lines of a stored report, each without its line feed; throws AssayError `store-damaged`. */
export async function* linesOf({ key, bytes }: Stored): AsyncGenerator<string> {
  try {
    yield* gunzipLines(bytes)
  } catch (error) {
    throw damaged(key, error)
  }
}

/** A stored document as it stands there, once it is known to be whole. */
export async function* storedJson(kind: keyof Documents, stored: Stored): AsyncGenerator<string> {
  storedDocument(kind, stored)
  yield textOf(stored)
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
  const { images, ...frame } = storedDocument('ExportReport', report)
  if (reading(report.key, () => images.length === frame.summary.images)) {
    yield textOf(report)
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
