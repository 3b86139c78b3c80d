import type { Writable } from 'node:stream'
import type { Progress } from '../../lib/assay/progress.ts'
import { byteText, countText } from '../../lib/report/byte-text.ts'

/** Work that is done sooner than this shows no bar; then it is redrawn this often. In milliseconds. */
const patience = 1000
const interval = 100

const barWidth = 20
const eraseLine = '\r\u001b[K'

export interface ProgressBar {
  readonly update: (progress: Progress) => void
  /** Takes the bar off the terminal, until the next update. */
  readonly clear: () => void
}

const bar = (share: number): string => {
  const full = Math.round(Math.min(1, share) * barWidth)
  return `[${'#'.repeat(full)}${'-'.repeat(barWidth - full)}] ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`
}

/** One line that tells how far the work is: `total` bytes where known, `seconds` since its start. */
export const progressLine = (progress: Progress, total: number | null, seconds: number): string => {
  const { bytes, images, searched, open } = progress
  if (searched !== undefined && open !== undefined)
    return `${bar(searched / Math.max(1, open))}  searched ${countText(searched)} of ${countText(open)} unproven images`
  const of =
    total === null
      ? byteText(bytes)
      : `${bar(bytes / Math.max(1, total))}  ${byteText(bytes)} of ${byteText(total)}`
  return `${of}  ${countText(images)} images  ${byteText(Math.round(bytes / Math.max(seconds, 0.001)))}/s`
}

const noBar: ProgressBar = { update: () => {}, clear: () => {} }

/** A bar on a terminal's last line, drawn when the work takes longer than a second; on anything else, nothing. */
export const progressBar = (
  stream: Writable & { readonly isTTY?: boolean; readonly columns?: number },
  total: number | null,
  now: () => number = () => performance.now(),
): ProgressBar => {
  if (stream.isTTY !== true) return noBar
  const start = now()
  let drawn = start + patience - interval
  let visible = false
  return {
    update: (progress) => {
      const time = now()
      if (time - drawn < interval) return
      drawn = time
      visible = true
      const line = progressLine(progress, total, (time - start) / 1000)
      // A line that breaks cannot be erased; the terminal may be resized at any time.
      stream.write(eraseLine + line.slice(0, (stream.columns || 80) - 1))
    },
    clear: () => {
      if (visible) stream.write(eraseLine)
      visible = false
    },
  }
}
