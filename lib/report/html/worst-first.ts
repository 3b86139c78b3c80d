import type { ImageReport } from '../schema.ts'
import { type Excerpt, excerptOf } from './excerpt.ts'
import { type ImageRow, rowOf } from './image-row.ts'
import { type Rank, rankOf, ranks } from './rank.ts'

/** One image as a page lists it: with all about it, or as a line only. */
export interface Listed {
  readonly row: ImageRow
  /** Null where there was no room for more than the line. */
  readonly excerpt: Excerpt | null
}

export interface Room {
  /** Weight of the images that are held in full ({@link Excerpt}). */
  readonly weight: number
  /** Images of which a line is held. */
  readonly lines: number
}

/** Of the images of one rank those in full stand before the lines: both are in the order in which they came. */
interface Held {
  readonly full: { readonly row: ImageRow; readonly excerpt: Excerpt }[]
  lines: ImageRow[]
}

/**
 * Keeps the worst of any number of images that go by, within `room`; of equals the earlier. Who is pushed out of those
 * in full stays as a line, until pushed out of the lines too.
 */
export const worstFirst = (room: Room) => {
  const byRank = new Map<Rank, Held>(ranks.map((rank) => [rank, { full: [], lines: [] }]))
  const at = (rank: Rank): Held => byRank.get(rank) as Held
  let weight = 0
  let lines = 0
  /** The best rank that still has room in full, and as lines: once something of it did not fit, nothing later of it does. */
  let fullUpTo: number = ranks.length - 1
  let linesUpTo: number = ranks.length - 1

  const bestWith = (list: keyof Held): Rank | undefined => ranks.findLast((rank) => at(rank)[list].length > 0)

  const dropLines = (): void => {
    while (lines > room.lines) {
      const rank = bestWith('lines')
      if (rank === undefined) return
      at(rank).lines.pop()
      lines--
      linesUpTo = Math.min(linesUpTo, rank - 1)
    }
  }

  const pushOut = (): void => {
    while (weight > room.weight) {
      const rank = bestWith('full')
      const last = rank === undefined ? undefined : at(rank).full.pop()
      if (rank === undefined || last === undefined) return
      weight -= last.excerpt.weight
      fullUpTo = Math.min(fullUpTo, rank - 1)
      at(rank).lines.unshift(last.row)
      lines++
    }
  }

  return {
    add(report: ImageReport, place: number): void {
      const rank = rankOf(report)
      const held = at(rank)
      if (rank <= fullUpTo) {
        const excerpt = excerptOf(report)
        held.full.push({ row: rowOf(report, rank, place), excerpt })
        weight += excerpt.weight
        pushOut()
      } else if (rank <= linesUpTo) {
        held.lines.push(rowOf(report, rank, place))
        lines++
      }
      dropLines()
    },
    list: (): Listed[] =>
      ranks.flatMap((rank) => [...at(rank).full, ...at(rank).lines.map((row) => ({ row, excerpt: null }))]),
  }
}
