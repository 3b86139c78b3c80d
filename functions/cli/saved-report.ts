import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import * as v from 'valibot'
import { AssayError } from '../../lib/error.ts'
import { compressionOf } from '../../lib/export/decompress.ts'
import { isOfApi } from '../../lib/export/kind.ts'
import { issueText } from '../../lib/json/issue-text.ts'
import { isObject } from '../../lib/json/json.ts'
import { jsonOf } from '../../lib/json/json-of.ts'
import { gunzipLines } from '../../lib/report/gunzip-lines.ts'
import { exportReport, type ImageReport, imageReport } from '../../lib/report/schema.ts'
import { systemErrorText } from '../../lib/system-error.ts'
import { readable, type StandardInput } from './standard-input.ts'

const unusable = (name: string, why: string, cause?: unknown): AssayError =>
  new AssayError('report-unreadable', `${name}: ${why}`, { cause })

const checked = <Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  where: string,
): v.InferOutput<Schema> => {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  if (value === undefined) throw unusable(where, 'is no JSON, or cut off')
  if (isObject(value) && isOfApi(value))
    throw unusable(where, 'is an export and no report: `assay report` makes reports of it')
  throw unusable(where, `is no report of this version: ${issueText(result.issues[0])}`)
}

const isReport = (value: unknown): boolean => isObject(value) && value.kind === 'ExportReport'

const imagesOf = (value: unknown, name: string): readonly ImageReport[] => {
  const { images, summary } = checked(exportReport, value, name)
  if (images.length === summary.images) return images
  throw unusable(
    name,
    `leaves its ${summary.images} images out: give the images.ndjson.gz that lies beside it`,
  )
}

const bytesOf = async (name: string, stdin: StandardInput): Promise<Buffer> => {
  if (name === '-') return buffer(readable(stdin))
  try {
    return await buffer(createReadStream(name))
  } catch (error) {
    throw new AssayError('input-unreadable', `${name}: ${systemErrorText(error)}`, { cause: error })
  }
}

/** One a line, as `--format ndjson` writes them; or a whole report, on one line or many. */
async function* imagesIn(lines: AsyncIterable<string>, name: string): AsyncGenerator<ImageReport> {
  const broken: string[] = []
  let count = 0
  for await (const line of lines) {
    if (line.trim() === '') continue
    const value: unknown = broken.length === 0 ? jsonOf(line) : undefined
    if (value !== undefined && isReport(value)) yield* imagesOf(value, name)
    else if (value !== undefined) yield checked(imageReport, value, `${name}, line ${count + 1}`)
    else if (count > broken.length) throw unusable(name, `line ${count + 1} is no JSON`)
    else broken.push(line)
    count++
  }
  if (count === 0) throw unusable(name, 'is empty')
  if (broken.length > 0) yield* imagesOf(jsonOf(broken.join('\n')), name)
}

async function* plainLines(bytes: Buffer): AsyncGenerator<string> {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from)
    const to = end < 0 ? bytes.length : end
    yield bytes.toString('utf8', from, to)
    from = to + 1
  }
}

async function* unpackedLines(bytes: Buffer, name: string): AsyncGenerator<string> {
  try {
    yield* gunzipLines(bytes)
  } catch (error) {
    throw unusable(name, 'is damaged or cut off', error)
  }
}

/**
 * The images of a report that `assay report` wrote as JSON or as lines, or that a store holds; `-` is standard input.
 * Holds the report's bytes.
 * @throws AssayError `input-unreadable`, `report-unreadable`
 */
export async function* savedImages(name: string, stdin: StandardInput): AsyncGenerator<ImageReport> {
  const bytes = await bytesOf(name, stdin)
  yield* imagesIn(compressionOf(bytes) === 'gzip' ? unpackedLines(bytes, name) : plainLines(bytes), name)
}
