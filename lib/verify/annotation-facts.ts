import type { JsonObject } from '../json/json.ts'
import type { Lesson, NamedManifest } from './lesson.ts'
import type { ImagePuzzle } from './puzzle.ts'
import { statedBase } from './stated-base.ts'

/** What the search for annotations asks of what is known. */
export interface AnnotationKnowledge {
  /** Images that end in this layer: what stands on it may be built on them. */
  basesOn(topLayer: string): readonly Lesson[]
  /** References that an image of {@link basesOn} or {@link digests}, or an index that names it, goes by. */
  namesOf(digest: string): readonly string[]
  /** Any digests of the export, the smallest ones. */
  digests(): readonly string[]
  /** Any references of the export, the smallest ones. */
  names(): readonly string[]
  /** Annotations of proven images of a repository. */
  annotationsOf(repository: string): readonly JsonObject[]
  /** Images that stand beside this one in an index, in its order. */
  siblingsOf(digest: string): readonly NamedManifest[]
  /** Bytes of this manifest, as an index says that names it. */
  lengthOf(digest: string): number | null
}

type Names = ReadonlyMap<string, readonly string[]>

/** What is known for the annotations of any image. Plain data, the same until more is learnt. */
export interface CommonFacts {
  readonly digests: readonly string[]
  readonly names: readonly string[]
  /** Of each of the digests. */
  readonly namesOf: Names
}

/** What is known for the annotations of one image beside {@link CommonFacts}. Plain data. */
export interface OwnFacts {
  /** By the digest of each layer, the images that end in it. */
  readonly bases: ReadonlyMap<string, readonly Lesson[]>
  /** Of what it may be built on. */
  readonly namesOf: Names
  readonly annotations: readonly JsonObject[]
  readonly siblings: readonly NamedManifest[]
  readonly length: number | null
}

const namesBy = (digests: Iterable<string>, known: Pick<AnnotationKnowledge, 'namesOf'>): Names =>
  new Map(Array.from(new Set(digests), (digest) => [digest, known.namesOf(digest)]))

/** Before anything is known. */
export const noFacts: CommonFacts = { digests: [], names: [], namesOf: new Map() }

export const commonFacts = (known: AnnotationKnowledge): CommonFacts => ({
  digests: known.digests(),
  names: known.names(),
  namesOf: namesBy(known.digests(), known),
})

export const ownFacts = (puzzle: ImagePuzzle, known: AnnotationKnowledge): OwnFacts => {
  const { digest, repository, remains } = puzzle
  const bases = new Map(remains.layers.map((layer) => [layer.digest, known.basesOn(layer.digest)]))
  const stated = statedBase(puzzle)
  const near = [...bases.values()].flatMap((images) => images.map((image) => image.digest))
  return {
    bases,
    namesOf: namesBy(stated === null ? near : [stated, ...near], known),
    annotations: known.annotationsOf(repository ?? ''),
    siblings: known.siblingsOf(digest),
    length: known.lengthOf(digest),
  }
}

/** The knowledge that these facts are of: for the search of that one image it answers all questions alike. */
export const knowledgeOf = (own: OwnFacts, common: CommonFacts): AnnotationKnowledge => ({
  basesOn: (topLayer) => own.bases.get(topLayer) ?? [],
  namesOf: (digest) => own.namesOf.get(digest) ?? common.namesOf.get(digest) ?? [],
  digests: () => common.digests,
  names: () => common.names,
  annotationsOf: () => own.annotations,
  siblingsOf: () => own.siblings,
  lengthOf: () => own.length,
})
