import type { Digest } from '../digest.ts'
import type { Limits } from '../limits.ts'
import { parseManifest } from '../manifest/parse.ts'
import { readAhead } from '../read-ahead.ts'
import { annotators, canBeAnnotated } from './annotators.ts'
import type { Evidence } from './evidence.ts'
import { type Lesson, taughtAnnotations } from './lesson.ts'
import type { Puzzle } from './puzzle.ts'

/** Reads under way at a time: a bucket answers each late, but many at once. */
const readsAhead = 15

/** Images in evidence that images of an export may be built on. */
export interface EvidenceBases {
  readonly lessons: readonly Lesson[]
  /** What the search depends on: these images, or all that was looked at where that was not all that there is. */
  readonly used: readonly Digest[]
  /** Whether there is more than limit evidenceTexts. */
  readonly isCut: boolean
}

const none: EvidenceBases = { lessons: [], used: [], isCut: false }

/** So many layers, the last of which is this: what an image built on them begins with. */
const beginning = (layers: number, top: string): string => `${layers} ${top}`

/** The layers of a manifest that is one of a single image. */
const layersOf = (bytes: Buffer | null, limits: Limits) => {
  const manifest = bytes === null ? null : parseManifest(bytes, limits).manifest
  return manifest?.type === 'image' ? { layers: manifest.layers, value: manifest.value } : null
}

/**
 * Looks through the evidence for images whose layers one of these begins with: builders note which one that was in the
 * manifest, and the export need not hold it. By the order of digests, so that the same evidence teaches the same.
 */
export const basesInEvidence = async (
  puzzles: readonly Puzzle[],
  evidence: Evidence,
  limits: Limits,
): Promise<EvidenceBases> => {
  const wanted = new Set(
    puzzles.flatMap((puzzle) =>
      canBeAnnotated(puzzle, annotators)
        ? puzzle.remains.layers.map(({ digest }, i) => beginning(i + 1, digest))
        : [],
    ),
  )
  if (wanted.size === 0 || evidence.first === undefined) return none
  const some = await evidence.first(limits.evidenceTexts + 1)
  const first = some.slice(0, limits.evidenceTexts)
  const isCut = first.length < some.length
  const lessons: Lesson[] = []
  const used: Digest[] = isCut ? first : []
  const read = async (digest: Digest) => ({ digest, found: layersOf(await evidence.get(digest), limits) })
  for await (const { digest, found } of readAhead(first, read, readsAhead)) {
    const top = found?.layers.at(-1)
    if (!found || top === undefined || !wanted.has(beginning(found.layers.length, top.digest))) continue
    const { annotations } = found.value
    if (!isCut) used.push(digest)
    lessons.push({
      digest,
      layerCount: found.layers.length,
      topLayer: top.digest,
      form: null,
      names: [],
      annotations: taughtAnnotations(annotations),
      osVersion: null,
      baseLayer: found.layers[0]?.digest ?? null,
      children: [],
    })
  }
  return { lessons, used, isCut }
}
