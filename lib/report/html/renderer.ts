import type { Renderer } from '../renderer.ts'
import { coverageOf } from './coverage.ts'
import type { Elsewhere } from './elsewhere.ts'
import { exportPage } from './export-page.ts'
import { textOf } from './html.ts'
import { type Budget, listImages } from './image-list.ts'
import { imagePage } from './image-page.ts'
import { largestOf } from './largest.ts'
import { problemTally } from './problem-tally.ts'
import { sharingOf } from './sharing.ts'
import { type Room, worstFirst } from './worst-first.ts'

/** What is held while images go by: about as much as a page has room for. */
const room: Room = { weight: 2_400_000, lines: 2500 }

/** Bytes of the list of images; with the rest, whose lists are all bounded, a page stays below 3 MB. */
const budget: Budget = { full: 1_800_000, all: 2_400_000 }

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
    image(report) {
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
      const list = listImages(listed, frame.summary, sharing, budget)
      const places = new Set(listed.slice(0, list.items.length).map(({ row }) => row.place))
      return textOf(
        exportPage({
          frame,
          list,
          isListed: (place) => places.has(place),
          problems: problems.list(),
          largest: largest.list(),
          coverage: coverage.finish(),
          sharing,
          elsewhere,
        }),
      )
    },
  }
}
