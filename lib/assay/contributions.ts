import { type Notes, type NoteTaker, takeNotes } from '../report/notebook.ts'
import { createLines } from '../spill/lines.ts'

/** What images leave for the end of the export, beside their reports: plain data, and cheap to hand to another thread. */
export interface Contributions {
  readonly notes: Notes
  /** What they teach about other images: a line each (see {@link lessonText}). */
  readonly lessons: Uint8Array<ArrayBuffer>
  /** What an index may ask of them: a line each (see {@link childText}). */
  readonly children: Uint8Array<ArrayBuffer>
  /** Digests of the detached signatures that were verified. */
  readonly detached: readonly string[]
}

/** Makes {@link Contributions}. */
export interface ContributionWriter {
  readonly note: NoteTaker['add']
  /** Null: it teaches nothing. */
  teach(lesson: string | null): void
  /** Null: no index can ask of it. */
  introduce(child: string | null): void
  detached(digests: readonly string[]): void
  /** Nothing may be added any more. */
  contributions(): Contributions
}

/** See {@link takeNotes}. */
export const createContributions = (secret: string, first: number): ContributionWriter => {
  const notes = takeNotes(secret, first)
  const lessons = createLines()
  const children = createLines()
  const detached: string[] = []
  return {
    note: (...image) => notes.add(...image),
    teach(lesson) {
      if (lesson !== null) lessons.add(lesson)
    },
    introduce(child) {
      if (child !== null) children.add(child)
    },
    detached: (digests) => void detached.push(...digests),
    contributions: () => ({
      notes: notes.notes(),
      lessons: lessons.bytes(),
      children: children.bytes(),
      detached,
    }),
  }
}
