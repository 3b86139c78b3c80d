import type { Renderer } from '../renderer.ts'
import { coverageOf } from './coverage.ts'
import type { Elsewhere } from './elsewhere.ts'
import { type ExportView, exportPage } from './export-page.ts'
import { textOf } from './html.ts'
import { emptyList, listImages } from './image-list.ts'
import { imagePage } from './image-page.ts'
import { largestOf } from './largest.ts'
import { problemTally } from './problem-tally.ts'
import { sharingOf } from './sharing.ts'
import { type Room, worstFirst } from './worst-first.ts'

/** What is held while images go by: about as much as a page has room for. */
const room: Room = { weight: 2_400_000, lines: 2500 }

/** Bytes of a page. What it says of all images takes a few tens of thousands, and what that leaves is the list's. */
const pageBytes = 2_950_000
/** Bytes that the list has at most, and how many of them may go into images in full: a page is to be quick to open. */
const listBytes = 2_400_000
const fullShare = 0.75

/**
 * A report as one self-contained page. The answer stands at its top and is known at its end, so all of it is written
 * then: what is held until that are the worst images, as many as the page has room for, and one entry for each image
 * and layer.
 */
export const htmlRenderer = (elsewhere: Elsewhere): Renderer => {
  const worst = worstFirst(room)
  const problems = problemTally()
  const sharing = sharingOf()
  const coverage = coverageOf()
  const largest = largestOf()
  let images = 0
  return {
    head: () => '',
    image(reported) {
      const report = reported.report()
      const place = images++
      worst.add(report, place)
      problems.add(report, place)
      sharing.add(report)
      coverage.add(report)
      largest.add(report, place)
      return ''
    },
    tail(frame) {
      const listed = worst.list()
      const [only] = listed
      if (images === 1 && only !== undefined && only.excerpt !== null)
        return textOf(imagePage(only.excerpt, frame, elsewhere))
      const view: Omit<ExportView, 'list' | 'isListed'> = {
        frame,
        problems: problems.list(),
        largest: largest.list(),
        coverage: coverage.finish(),
        sharing,
        elsewhere,
      }
      const bare = textOf(exportPage({ ...view, list: emptyList(frame.summary), isListed: () => true }))
      const all = Math.min(listBytes, pageBytes - Buffer.byteLength(bare))
      const list = listImages(listed, frame.summary, sharing, { full: all * fullShare, all })
      const places = new Set(listed.slice(0, list.items.length).map(({ row }) => row.place))
      return textOf(exportPage({ ...view, list, isListed: (place) => places.has(place) }))
    },
  }
}
