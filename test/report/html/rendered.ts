import type { Elsewhere } from '../../../lib/report/html/elsewhere.ts'
import { htmlRenderer } from '../../../lib/report/html/renderer.ts'
import type { ReportFrame } from '../../../lib/report/renderer.ts'
import { reportedObject } from '../../../lib/report/reported.ts'
import type { ImageReport } from '../../../lib/report/schema.ts'
import { frameFor } from './fleet.ts'

/** The page of these images. */
export const rendered = (
  reports: readonly ImageReport[],
  frame: ReportFrame = frameFor(reports),
  elsewhere: Elsewhere = { kind: 'beside' },
): string => {
  const renderer = htmlRenderer(elsewhere)
  const pieces = [renderer.head(), ...reports.map((report) => renderer.image(reportedObject(report)))]
  return [...pieces, renderer.tail(frame)].join('')
}

/** What a page says, without its markup, style and script. */
export const saidBy = (page: string): string =>
  page
    .replace(/<(style|script)>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
