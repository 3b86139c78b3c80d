import type { Severity } from '../../checks/finding.ts'
import { shorten } from '../columns.ts'
import type { ImageReport } from '../schema.ts'
import { checkSentences } from './check-sentence.ts'
import { type ImageRow, rowOf } from './image-row.ts'
import { rankOf } from './rank.ts'

/** One check that fired, over all images. */
export interface Problem {
  readonly check: string
  readonly severity: Severity
  /** What it says: the catalogue's sentence, or for what the catalogue does not know the first finding's. */
  readonly says: string
  readonly findings: number
  readonly images: number
  /** The first images that have it. */
  readonly examples: readonly ImageRow[]
}

/** Images that a problem names. */
const named = 3
const longestCheck = 80
const longestMessage = 300
/** Checks that are counted apart: the catalogue's, and those of a policy of some size. */
const most = 100

const order: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

interface Count {
  readonly check: string
  readonly severity: Severity
  readonly says: string
  findings: number
  images: number
  readonly examples: ImageRow[]
}

/** Counts what was found, by check, as the images go by. */
export const problemTally = () => {
  const counts = new Map<string, Count>()

  const countOf = (check: string, severity: Severity, message: string): Count | null => {
    const key = `${severity} ${check}`
    const known = counts.get(key)
    if (known !== undefined) return known
    if (counts.size >= most) return null
    const fresh: Count = {
      check: shorten(check, longestCheck),
      severity,
      says: checkSentences.get(check) ?? shorten(message, longestMessage),
      findings: 0,
      images: 0,
      examples: [],
    }
    counts.set(key, fresh)
    return fresh
  }

  return {
    add(report: ImageReport, place: number): void {
      const met = new Set<Count>()
      for (const { check, severity, message } of report.findings) {
        const count = countOf(check, severity, message)
        if (count === null) continue
        count.findings++
        met.add(count)
      }
      let row: ImageRow | null = null
      for (const count of met) {
        count.images++
        if (count.examples.length >= named) continue
        row ??= rowOf(report, rankOf(report), place)
        count.examples.push(row)
      }
    },
    /** Errors first, then by how many images have them. */
    list: (): readonly Problem[] =>
      [...counts.values()].toSorted(
        (one, other) =>
          order[one.severity] - order[other.severity] ||
          other.images - one.images ||
          (one.check < other.check ? -1 : 1),
      ),
  }
}
