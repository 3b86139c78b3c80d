import * as v from 'valibot'
import { issuePointer } from '../json/issue-pointer.ts'
import { gunzipLines } from '../report/gunzip-lines.ts'
import { exportReport, type ImageReport, imageReport, type Summary } from '../report/schema.ts'
import type { Store } from '../store/store.ts'
import type { StoredReport } from './newest.ts'
import type { DamagedReport } from './schema.ts'

/** A stored report, read and found whole. */
export interface OpenReport {
  readonly summary: Summary
  readonly rejected: number
  /** Its images, in order; may be asked for more than once. */
  readonly images: () => AsyncIterable<ImageReport>
}

/** Why a report cannot be used; null when nothing is wrong. */
type Damage = string | null

const wrong = ([issue]: readonly v.BaseIssue<unknown>[]): string =>
  issue === undefined ? '' : `${issuePointer(issue)}: ${issue.message}`

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function* imagesIn(lines: Uint8Array): AsyncGenerator<ImageReport> {
  for await (const line of gunzipLines(lines)) yield JSON.parse(line)
}

/** Whether every line is an ImageReport and the summary's counts are those of the lines. */
const damageOf = async (lines: Uint8Array, { images, indexes }: Summary): Promise<Damage> => {
  let count = 0
  let indexCount = 0
  try {
    for await (const line of gunzipLines(lines)) {
      count++
      const image = v.safeParse(imageReport, parse(line))
      if (!image.success) return `images.ndjson.gz: line ${count} is no ImageReport (${wrong(image.issues)})`
      if (image.output.type === 'index') indexCount++
    }
  } catch {
    return `images.ndjson.gz is damaged or cut off after line ${count}`
  }
  if (count !== images) return `images.ndjson.gz holds ${count} images, report.json speaks of ${images}`
  if (indexCount !== indexes)
    return `images.ndjson.gz holds ${indexCount} indexes, report.json speaks of ${indexes}`
  return null
}

/**
 * Reads one report and proves it whole before any of it counts: a report that is half counted would make every sum
 * wrong. Holds the compressed lines. Throws what the store throws; damage is an answer, not an error.
 */
export const openReport = async (store: Store, stored: StoredReport): Promise<OpenReport | DamagedReport> => {
  const damaged = (message: string): DamagedReport => ({ key: stored.key, message })
  const bytes = await store.get(stored.key)
  if (bytes === null) return damaged('report.json is gone')
  const report = v.safeParse(exportReport, parse(Buffer.from(bytes).toString('utf8')))
  if (!report.success) return damaged(`report.json is no ExportReport (${wrong(report.issues)})`)
  const lines = await store.get(stored.lines)
  if (lines === null) return damaged('images.ndjson.gz is missing')
  const { summary, rejected } = report.output
  const damage = await damageOf(lines, summary)
  if (damage !== null) return damaged(damage)
  return { summary, rejected: rejected.length, images: () => imagesIn(lines) }
}
