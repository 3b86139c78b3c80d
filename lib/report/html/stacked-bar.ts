import { type Html, html } from './html.ts'
import { rounded } from './text.ts'

/** One part of a bar. */
export interface Segment {
  readonly value: number
  /** Its look: a class of the style sheet. */
  readonly look: string
}

export interface BarOptions {
  /** What the bar says, in words: all that it shows and no more. */
  readonly label: string
  /** What the whole width stands for; default: the sum of the segments. */
  readonly whole?: number
  /** Height in units of the drawing, whose width is 1,000. */
  readonly height?: number
}

const width = 1000
/** Narrower than this a part could be overlooked: one mismatch among 100,000 images must be seen. */
const narrowest = 7
const gap = 3

/** Values as they are drawn: none that is there is too narrow to be seen. */
const visible = (segments: readonly Segment[], whole: number): readonly Segment[] => {
  const least = (whole * narrowest) / width
  return segments
    .filter(({ value }) => value > 0)
    .map((segment) => ({ ...segment, value: Math.max(segment.value, least) }))
}

/** One bar of parts side by side, stretched to the room that it is given. */
export const stackedBar = (
  segments: readonly Segment[],
  { label, whole = segments.reduce((sum, { value }) => sum + value, 0), height = 20 }: BarOptions,
): Html => {
  const drawn = visible(segments, whole)
  const sum = drawn.reduce((total, { value }) => total + value, 0)
  const scale = width / (Math.max(whole, sum) || 1)
  let from = 0
  const parts = drawn.map(({ value, look }, at) => {
    const start = from * scale
    from += value
    const isLast = at === drawn.length - 1
    const length = Math.max(from * scale - start - (isLast ? 0 : gap), 1)
    return html`<rect class="${look}" x="${rounded(start)}" width="${rounded(length)}" height="${height}"/>`
  })
  return html`<svg class="bar" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">
<rect class="rest" width="${width}" height="${height}"/>${parts}</svg>`
}
