import * as v from 'valibot'
import { issueText } from '../../json/issue-text.ts'
import { jsonOf } from '../../json/json-of.ts'
import { exportReport, type Summary } from '../../report/schema.ts'

/** A stored report but for its images, which the lines beside it hold. */
export interface StoredFrame {
  readonly summary: Summary
}

const { images: _, ...frameEntries } = exportReport.entries
const frame = v.object(frameEntries)

/** What follows the images in canonical JSON. Quotes inside of strings are escaped, so no text looks like it. */
const afterImages = Buffer.from('],"kind":"ExportReport","rejected":[')
const beforeImages = Buffer.from('"images":[')

/** The document without its images: reading those a second time would double the work of an audit. */
const withoutImages = (bytes: Uint8Array): string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const from = buffer.indexOf(beforeImages)
  const to = buffer.lastIndexOf(afterImages)
  if (from < 0 || to < from) return buffer.toString('utf8')
  return buffer.toString('utf8', 0, from + beforeImages.length) + buffer.toString('utf8', to)
}

/** Reads a `report.json`; a text says why it is none. */
export const readFrame = (bytes: Uint8Array): StoredFrame | string => {
  const document = jsonOf(withoutImages(bytes))
  if (document === undefined) return 'report.json is no JSON, or cut off'
  const read = v.safeParse(frame, document)
  if (read.success) return { summary: read.output.summary }
  return `report.json is no ExportReport (${issueText(read.issues[0])})`
}
