import { digestBytes } from '../digest.ts'
import { repositoryOf } from '../image/name.ts'
import type { JsonObject } from '../json/json.ts'
import type { Form } from '../manifest/form.ts'
import { type AnnotationKnowledge, type CommonFacts, commonFacts } from './annotation-facts.ts'
import { createKnownVersions } from './known-versions.ts'
import type { Lesson, NamedManifest } from './lesson.ts'
import type { Puzzle } from './puzzle.ts'
import { isWindows } from './rebuild-index.ts'
import { type Smallest, smallest, withText } from './smallest.ts'
import { statedBase } from './stated-base.ts'

/** Bounds on what is remembered for all puzzles together, and of each thing that they may ask for. */
const most = {
  names: 1000,
  digests: 1000,
  bases: 100,
  namesOfOne: 100,
  annotations: 1000,
  children: 20_000,
  namesOfChild: 10,
}

/** What the images of an export taught, as far as it can help one of the puzzles: bounded by these. */
export interface Knowledge extends AnnotationKnowledge {
  learn(lesson: Lesson): void
  /** The `os.version` that this image may have: its own, or that of images on the same base layer. */
  osVersionsOf(digest: string): readonly string[]
  /** What is known for the annotations of any image: the same object until more is learnt. */
  common(): CommonFacts
  /** The ids of a table's forms, the likeliest for an image of a repository first. */
  orderOf(table: readonly Form[], repository: string | null): readonly string[]
}

type Counts = Map<string, number>

const count = (counts: Counts, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** A short name of what may be long. */
const hashOf = (value: unknown): string => digestBytes(JSON.stringify(value))

/** Bounded sets of values by key, each sorted once for as long as nothing is put to it. */
const shelf = <Value>(limit: number) => {
  const sets = new Map<string, Smallest<Value>>()
  const sorted = new Map<string, readonly Value[]>()
  return {
    put(key: string, name: string, value: Value): void {
      const set = sets.get(key) ?? smallest<Value>(limit)
      sets.set(key, set)
      sorted.delete(key)
      set.add(name, () => value)
    },
    get(key: string): readonly Value[] {
      const set = sets.get(key)
      if (set === undefined) return []
      const values = sorted.get(key) ?? set.sorted().map(([, value]) => value)
      sorted.set(key, values)
      return values
    },
  }
}

/** Sorted once for as long as nothing is added. */
const list = (limit: number) => {
  const kept = smallest<true>(limit)
  let sorted: readonly string[] | null = null
  return {
    add(key: string): void {
      sorted = null
      kept.add(key, () => true)
    },
    has: (key: string) => kept.get(key) === true,
    all: (): readonly string[] => {
      sorted ??= kept.sorted().map(([key]) => key)
      return sorted
    },
  }
}

const layersOf = (puzzle: Puzzle): readonly string[] =>
  puzzle.type === 'image' ? puzzle.remains.layers.map(({ digest }) => digest) : []

/** Knowledge for these puzzles; the same in whatever order lessons come. */
export const knowledgeFor = (puzzles: readonly Puzzle[]): Knowledge => {
  const asked = new Set<string>(puzzles.map(({ digest }) => digest))
  const wantedLayers = new Set(puzzles.flatMap(layersOf))
  const wantsVersions = puzzles.some((puzzle) => puzzle.type === 'index' && puzzle.entries.some(isWindows))
  const wantedRepositories = new Set(puzzles.map(({ repository }) => repository))
  const bases = shelf<Lesson>(most.bases)
  const digests = list(most.digests)
  const names = list(most.names)
  const wantedBases = new Set(puzzles.map((puzzle) => (puzzle.type === 'image' ? statedBase(puzzle) : null)))
  const namesByDigest = shelf<string>(most.namesOfOne)
  const namesByChild = smallest<readonly string[]>(most.children)
  const everywhere: Counts = new Map()
  const byRepository = new Map<string, Counts>()
  const annotations = shelf<JsonObject>(most.annotations)
  const siblings = shelf<readonly NamedManifest[]>(1)
  const lengths = new Map<string, number>()
  let common: CommonFacts | null = null
  const versions = wantsVersions ? createKnownVersions() : null

  const learnIndex = ({ names: own, children }: Lesson): void => {
    let hash: string | null = null
    for (const { digest, size, osVersion } of children) {
      versions?.learn(digest, osVersion)
      digests.add(digest)
      for (const name of own) namesByChild.add(digest, (known) => withText(known, name, most.namesOfChild))
      if (!asked.has(digest)) continue
      hash ??= hashOf(children)
      siblings.put(digest, hash, children)
      lengths.set(digest, Math.min(size, lengths.get(digest) ?? size))
    }
  }

  const learnForms = ({ form, names: own, annotations: known }: Lesson): void => {
    if (form !== null) count(everywhere, form)
    for (const repository of new Set(own.map(repositoryOf))) {
      if (!wantedRepositories.has(repository)) continue
      const counts = byRepository.get(repository) ?? new Map<string, number>()
      byRepository.set(repository, counts)
      if (form !== null) count(counts, form)
      if (known !== null) annotations.put(repository, hashOf(known), known)
    }
  }

  const known: Knowledge = {
    learn(lesson) {
      const { digest, topLayer } = lesson
      common = null
      const isBase = topLayer !== null && wantedLayers.has(topLayer)
      digests.add(digest)
      for (const name of lesson.names) {
        names.add(name)
        if (isBase || digests.has(digest) || wantedBases.has(digest)) namesByDigest.put(digest, name, name)
      }
      // One image may be given twice, and teach more the second time.
      if (isBase) bases.put(topLayer, hashOf([digest, lesson.annotations, lesson.names]), lesson)
      learnForms(lesson)
      learnIndex(lesson)
      versions?.learn(digest, lesson.osVersion)
      versions?.place(digest, lesson.baseLayer)
    },
    basesOn: (topLayer) => bases.get(topLayer),
    namesOf: (digest) => [...new Set([...namesByDigest.get(digest), ...(namesByChild.get(digest) ?? [])])],
    digests: digests.all,
    names: names.all,
    annotationsOf: (repository) => annotations.get(repository),
    siblingsOf: (digest) => (siblings.get(digest)[0] ?? []).filter((one) => one.digest !== digest),
    lengthOf: (digest) => lengths.get(digest) ?? null,
    common() {
      common ??= commonFacts(known)
      return common
    },
    osVersionsOf: (digest) => versions?.of(digest) ?? [],
    orderOf(table, repository) {
      const near = byRepository.get(repository ?? '')
      return table
        .map(({ id }, row) => ({ id, row, near: near?.get(id) ?? 0, far: everywhere.get(id) ?? 0 }))
        .toSorted((a, b) => b.near - a.near || b.far - a.far || a.row - b.row)
        .map(({ id }) => id)
    },
  }
  return known
}
