import type { ImageReport } from '../schema.ts'
import { type ImageRow, rowOf } from './image-row.ts'
import { rankOf } from './rank.ts'

/** One of the largest images, with the layers that its size is made of. */
export interface Large {
  readonly row: ImageRow
  readonly digest: string | null
  /** Distinct layers of known size. */
  readonly layers: readonly { readonly digest: string; readonly size: number }[]
}

const kept = 12

const largeOf = (report: ImageReport, place: number): Large => {
  const sizes = new Map<string, number>()
  for (const { digest, size } of report.layers)
    if (size !== null) sizes.set(digest, Math.max(size, sizes.get(digest) ?? 0))
  return {
    row: rowOf(report, rankOf(report), place),
    digest: report.digest,
    layers: [...sizes].map(([digest, size]) => ({ digest, size })),
  }
}

/** Keeps the largest single images that go by, each once, of equals the earlier. */
export const largestOf = () => {
  let largest: Large[] = []
  let least = 0
  return {
    add(report: ImageReport, place: number): void {
      const bytes = report.size.total ?? report.size.distinctLayers ?? -1
      if (report.type !== 'image' || bytes <= least) return
      if (largest.some(({ digest }) => digest !== null && digest === report.digest)) return
      largest = [...largest, largeOf(report, place)]
        .toSorted((one, other) => other.row.bytes - one.row.bytes || one.row.place - other.row.place)
        .slice(0, kept)
      least = largest.length < kept ? 0 : (largest.at(-1)?.row.bytes ?? 0)
    },
    list: (): readonly Large[] => largest,
  }
}
