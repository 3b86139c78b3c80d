import * as v from 'valibot'
import { issueText } from '../../json/issue-text.ts'
import { jsonOf } from '../../json/json-of.ts'
import { gunzipLines } from '../../report/gunzip-lines.ts'
import { imageReport, type Summary } from '../../report/schema.ts'

/** What is wrong with a report's lines, in words: which line it is, or how many there are. */
export const damageOf = async (lines: Uint8Array, { images, indexes }: Summary): Promise<string> => {
  let count = 0
  let indexCount = 0
  try {
    for await (const line of gunzipLines(lines)) {
      count++
      const value = jsonOf(line)
      if (value === undefined) return `images.ndjson.gz: line ${count} is no JSON, or cut off`
      const image = v.safeParse(imageReport, value)
      if (!image.success)
        return `images.ndjson.gz: line ${count} is no ImageReport (${issueText(image.issues[0])})`
      if (image.output.type === 'index') indexCount++
    }
  } catch {
    return `images.ndjson.gz is damaged or cut off after line ${count}`
  }
  if (count !== images) return `images.ndjson.gz holds ${count} images, report.json speaks of ${images}`
  if (indexCount !== indexes)
    return `images.ndjson.gz holds ${indexCount} indexes, report.json speaks of ${indexes}`
  return "images.ndjson.gz does not fit the data set's columns"
}
