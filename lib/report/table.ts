import { printable } from '../json/printable.ts'
import { pageColumns, shorten } from './columns.ts'
import { findingLines } from './finding-lines.ts'
import { imageHeading, imageLine } from './image-line.ts'
import { painter } from './paint.ts'
import { calledBy } from './rejection-text.ts'
import type { Renderer } from './renderer.ts'
import { summaryLines } from './summary-lines.ts'

export interface TableOptions {
  /** Columns of the page; under 40 counts as 40. */
  readonly width?: number
  /** Whether to colour by ANSI escapes. */
  readonly colour?: boolean
  /**
   * What people are told the sources are called, in their order: with several, a heading says which one the images below it
   * are from.
   */
  readonly sources?: readonly string[]
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line.trimEnd()}\n`).join('')

/** A report for people: one line an image with its verdict first, findings below it, then the summary. */
export const tableRenderer = ({ width = 80, colour = false, sources = [] }: TableOptions = {}): Renderer => {
  const columns = pageColumns(width)
  const paint = painter(colour)
  let source: number | null = null
  let images = 0

  const sourceHeading = (next: number): string[] => {
    if (sources.length < 2 || next === source) return []
    source = next
    const name = shorten(printable(sources[next] ?? String(next)), columns - 4)
    return [...(images === 0 ? [] : ['']), paint('strong', `── ${name}`)]
  }

  return {
    head: () => '',
    image: (reported) => {
      const report = reported.report()
      const heading = images === 0 ? [paint('quiet', imageHeading(columns))] : []
      const lines = [
        ...sourceHeading(report.source),
        imageLine(report, columns, paint),
        ...findingLines(report.findings, columns, paint),
      ]
      images++
      return text([...heading, ...lines])
    },
    tail: (frame) => {
      const called = { ...frame, sources: calledBy(frame.sources, sources) }
      return text(summaryLines(called, columns, paint).slice(images === 0 ? 1 : 0))
    },
  }
}
