import { repositoryOf } from '../image/name.ts'
import type { JsonObject } from '../json/json.ts'
import type { Form } from '../manifest/form.ts'
import type { Lesson } from './lesson.ts'
import type { Puzzle } from './puzzle.ts'
import { type Smallest, smallest } from './smallest.ts'

/** Bounds on what is remembered for all puzzles together, and for each of them. */
const most = { names: 1000, digests: 1000, bases: 100, annotations: 1000 }

type Counts = Map<string, number>

/** What the images of an export taught, as far as it can help one of the puzzles: bounded by these. */
export interface Knowledge {
  learn(lesson: Lesson): void
  /** Images that end in this layer: what stands on it may be built on them. */
  basesOn(topLayer: string): readonly Lesson[]
  /** Any digests of the export, the smallest ones. */
  digests(): readonly string[]
  /** Any references of the export, the smallest ones. */
  names(): readonly string[]
  /** Annotations of proven images of a repository, or of these digests. */
  annotationsOf(repository: string): readonly JsonObject[]
  /** How likely each form of a table is for an image of a repository: 0 is the likeliest. */
  rankIn(table: readonly Form[], repository: string | null): (form: Form) => number
}

const count = (counts: Counts, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

const entryOf = <Value>(map: Map<string, Value>, key: string, make: () => Value): Value => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

const layersOf = (puzzle: Puzzle): readonly string[] =>
  puzzle.type === 'image' ? puzzle.remains.layers.map(({ digest }) => digest) : []

/** Knowledge for these puzzles; the same in whatever order lessons come. */
export const knowledgeFor = (puzzles: readonly Puzzle[]): Knowledge => {
  const wantedLayers = new Set(puzzles.flatMap(layersOf))
  const wantedRepositories = new Set(puzzles.map(({ repository }) => repository))
  const bases = new Map<string, Smallest<Lesson>>()
  const digests = smallest<true>(most.digests)
  const names = smallest<true>(most.names)
  const everywhere: Counts = new Map()
  const byRepository = new Map<string, Counts>()
  const annotations = new Map<string, Smallest<JsonObject>>()

  return {
    learn(lesson) {
      const { digest, topLayer, form } = lesson
      digests.add(digest, () => true)
      for (const name of lesson.names) names.add(name, () => true)
      if (topLayer !== null && wantedLayers.has(topLayer))
        entryOf(bases, topLayer, () => smallest<Lesson>(most.bases)).add(
          // One image may go by several names.
          `${digest} ${lesson.names.join(' ')}`,
          () => lesson,
        )
      if (form !== null) count(everywhere, form)
      for (const repository of new Set(lesson.names.map(repositoryOf))) {
        if (!wantedRepositories.has(repository)) continue
        if (form !== null)
          count(
            entryOf(byRepository, repository, () => new Map()),
            form,
          )
        const known = lesson.annotations
        if (known !== null)
          entryOf(annotations, repository, () => smallest<JsonObject>(most.annotations)).add(
            JSON.stringify(known),
            () => known,
          )
      }
    },
    basesOn: (topLayer) =>
      bases
        .get(topLayer)
        ?.sorted()
        .map(([, lesson]) => lesson) ?? [],
    digests: () => digests.sorted().map(([digest]) => digest),
    names: () => names.sorted().map(([name]) => name),
    annotationsOf: (repository) =>
      annotations
        .get(repository)
        ?.sorted()
        .map(([, known]) => known) ?? [],
    rankIn(table, repository) {
      const near = byRepository.get(repository ?? '')
      const order = table
        .map(({ id }, row) => ({ id, row, near: near?.get(id) ?? 0, far: everywhere.get(id) ?? 0 }))
        .toSorted((a, b) => b.near - a.near || b.far - a.far || a.row - b.row)
      const ranks = new Map(order.map(({ id }, rank) => [id, rank]))
      return (form) => ranks.get(form.id) ?? table.length
    },
  }
}
