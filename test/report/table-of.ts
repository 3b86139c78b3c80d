import type { ReportFrame } from '../../lib/report/renderer.ts'
import { reportedObject } from '../../lib/report/reported.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { type TableOptions, tableRenderer } from '../../lib/report/table.ts'
import { frameOf } from './sample-report.ts'

/** The table of these images. */
export const tableOf = (
  images: readonly ImageReport[],
  frame: ReportFrame = frameOf(),
  options: TableOptions = {},
): string => {
  const renderer = tableRenderer(options)
  return [
    renderer.head(),
    ...images.map((image) => renderer.image(reportedObject(image))),
    renderer.tail(frame),
  ].join('')
}
