import type { Limits } from '../limits.ts'
import { linesOf } from '../spill/lines.ts'
import { createRecords, spillBytes } from '../spill/records.ts'
import type { Evidence } from '../verify/evidence.ts'
import { parseLesson } from '../verify/lesson.ts'
import { type Puzzle, puzzleKey } from '../verify/puzzle.ts'
import type { SearchOptions } from '../verify/rounds.ts'
import type { Settlement } from '../verify/settlement.ts'
import { smallest } from '../verify/smallest.ts'

/**
 * Puzzles of one export that are searched for; of more, those of the smallest keys: some 90 MB, and a quarter more while
 * the export is read (see {@link smallest}).
 */
const mostPuzzles = 20_000
/** Characters of a puzzle as JSON, beyond which it counts for several: those of real images have some 3,000. */
const usualPuzzle = 8192

/** What the images of an export teach, and what they leave open: searched for once all of it has been read. */
export interface Search {
  /** Remembers what images teach: a line each (see {@link lessonText}). */
  learn(lessons: Uint8Array | string): void
  /** Remembers what an image leaves open, and gives the key that its settlement will have. */
  ask(puzzle: Puzzle): string
  /**
   * Searches; then tells what became of puzzles by their keys. `onUsed` is told of each text of `evidence` that this
   * depends on: what was looked at in vain is none.
   */
  settle(
    options: Omit<SearchOptions, 'isCut'>,
    evidence: Evidence,
    onUsed?: (digest: string) => void,
  ): Promise<(keys: readonly string[]) => ReadonlyMap<string, Settlement>>
  close(): void
}

const notSearched = (most: number): Settlement => ({
  hit: null,
  contradiction: null,
  tried: [
    `no search over the whole export: of more than ${most} open images it takes so many, fewer where they are large`,
  ],
})

/** Holds `most` puzzles and `memory` bytes of lessons, the rest of these in the temporary folder. */
export const createSearch = (
  limits: Limits,
  memory: number = spillBytes / 16,
  most: number = mostPuzzles,
): Search => {
  const lessons = createRecords(memory)
  const puzzles = smallest<Puzzle>(most, (puzzle) => Math.ceil(JSON.stringify(puzzle).length / usualPuzzle))
  return {
    learn: (lines) => lessons.add(lines),
    ask(puzzle) {
      const key = puzzleKey(puzzle)
      puzzles.add(key, () => puzzle)
      return key
    },
    async settle(options, evidence, onUsed) {
      const asked = puzzles.sorted()
      if (asked.length === 0) return () => new Map()
      // Loaded where it is needed: in most exports every image is proven as it is read.
      const { basesInEvidence } = await import('../verify/evidence-bases.ts')
      const { settleInRounds } = await import('../verify/rounds.ts')
      const open = asked.map(([, puzzle]) => puzzle)
      const { lessons: bases, used, isCut } = await basesInEvidence(open, evidence, limits)
      const read = function* () {
        for (const record of lessons.read())
          for (const line of linesOf(record)) yield parseLesson(line.toString('utf8'))
        yield* bases
      }
      for (const digest of used) onUsed?.(digest)
      const settlements = await settleInRounds(open, read(), { ...options, isCut }, limits)
      const found = new Map(asked.map(([key], i) => [key, settlements[i] as Settlement]))
      return (keys) => new Map(keys.map((key) => [key, found.get(key) ?? notSearched(most)]))
    },
    close: () => lessons.close(),
  }
}
