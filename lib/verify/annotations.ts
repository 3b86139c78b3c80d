import type { Digest } from '../digest.ts'
import { ociManifest } from '../image/media-type.ts'
import { annotationsWriter, type Written, writtenAs } from '../manifest/annotate.ts'
import type { Form } from '../manifest/form.ts'
import type { AnnotationKnowledge } from './annotation-facts.ts'
import type { Annotator } from './annotators.ts'
import { formName, type Hit, hitOf } from './attempt.ts'
import { type Budget, spend } from './budget.ts'
import { imageCandidates } from './image-candidates.ts'
import type { ImagePuzzle } from './puzzle.ts'

/** Texts that are put off, and characters of each: they are held. */
const mostLater = 5000
const longestLater = 4096

/** A text that is put off. */
interface Later {
  readonly written: Written
  readonly form: Form
  readonly row: Annotator
}

/** Writes the image as its fields have it with annotations. */
const writerFor = ({ remains }: ImagePuzzle): ReturnType<typeof annotationsWriter> => {
  const [first] = imageCandidates({ ...remains, mediaType: remains.mediaType ?? ociManifest })
  return annotationsWriter(first?.manifest ?? {})
}

/** Hashes a text, as far as the budget goes. */
const tried = (written: Written, form: Form, row: Annotator, digest: Digest, budget: Budget): Hit | null =>
  spend(budget, written.length) && written.hashesTo(digest)
    ? hitOf(written.text(), formName({ annotations: row.id }, form))
    : null

/**
 * Searches for an image's lost annotations, in the order of `rows`. A hit names the first row that gives its text; null
 * where none does, or the budget is spent. What rows find missing goes to `lacks`.
 */
export const annotationsIn = (
  puzzle: ImagePuzzle,
  known: AnnotationKnowledge,
  rows: readonly Annotator[],
  budget: Budget,
  lacks = new Set<string>(),
): Hit | null => {
  const { digest } = puzzle
  const write = writerFor(puzzle)
  const length = known.lengthOf(digest)
  const later: Later[] = []
  // Where an index says how long the manifest is, other lengths wait.
  const waits = (written: Written): boolean =>
    length !== null && written.length !== length && written.length <= longestLater && later.length < mostLater
  if (rows.some((row) => row.lacks)) lacks.clear()
  for (const row of rows) {
    if (!row.applies(puzzle)) continue
    const missing = row.lacks?.(puzzle, known) ?? null
    if (missing !== null) lacks.add(missing)
    for (const candidate of row.candidates(puzzle, known))
      for (const form of candidate.forms) {
        const written =
          'manifest' in candidate ? writtenAs(candidate.manifest, form) : write(candidate.annotations, form)
        if (waits(written)) {
          later.push({ written, form, row })
          continue
        }
        const hit = tried(written, form, row, digest, budget)
        if (hit !== null || budget.exhausted) return hit
      }
  }
  for (const { written, form, row } of later) {
    const hit = tried(written, form, row, digest, budget)
    if (hit !== null || budget.exhausted) return hit
  }
  return null
}
