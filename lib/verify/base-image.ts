import { repositoryOf } from '../image/name.ts'
import type { AnnotationKnowledge } from './annotation-facts.ts'
import type { ImagePuzzle } from './puzzle.ts'
import { baseDigest, statedBase } from './stated-base.ts'

/** What an image says it was built on: `org.opencontainers.image.base.digest` and `.base.name`. */
export interface Base {
  readonly digest: string
  readonly name: string
}

const baseName = 'org.opencontainers.image.base.name'

export const baseAnnotations = ({ digest, name }: Base) => ({ [baseDigest]: digest, [baseName]: name })

/** Names of the whole export that are tried with a digest that nothing ties to them. */
const mostNames = 200

/** What a builder may have called an image that goes by `name`: the tag, else `latest`, else the digest. */
const calledBy = (name: string): readonly string[] => {
  const repository = repositoryOf(name)
  const tagged = name.split('@', 1)[0] ?? name
  return tagged === repository ? [`${repository}:latest`, name] : [tagged, `${repository}:latest`]
}

/** Red Hat's `url` label: `https://access.redhat.com/containers/#/REPOSITORY/images/VERSION-RELEASE`. */
const catalogUrl = /#\/([^#\s]+)\/images\/([\w.-]+)$/

/** References that labels tell: images inherit those of their base. */
const labelledNames = ({ labels }: ImagePuzzle): readonly string[] => {
  const { url = '', name = '', version = '', release = '' } = labels
  const [, repository, tag] = catalogUrl.exec(url) ?? []
  const repositories = [
    ...(repository === undefined ? [] : [repository]),
    ...(/^[a-z0-9._/-]+$/.test(name)
      ? [`registry.access.redhat.com/${name}`, `registry.redhat.io/${name}`, name]
      : []),
  ]
  const tags = ['latest', tag, version, `${version}-${release}`].filter((each) => each && each !== '-')
  return [
    ...[labels[baseName], labels['io.openshift.s2i.build.image'], labels['io.openshift.build.image']].flatMap(
      (each) => (each === undefined ? [] : [each, ...calledBy(each)]),
    ),
    ...repositories.flatMap((each) => tags.map((text) => `${each}:${text}`)),
  ]
}

/** Images whose layers are the beginning of these, the nearest base first; an image of the same layers last. */
const prefixesOf = (
  { digest, remains: { layers } }: ImagePuzzle,
  known: AnnotationKnowledge,
): readonly string[] =>
  [...layers.keys().map((i) => layers.length - 1 - i), layers.length].flatMap((count) =>
    known
      .basesOn(layers[count - 1]?.digest ?? '')
      .filter((lesson) => lesson.layerCount === count && lesson.digest !== digest)
      .map((lesson) => lesson.digest),
  )

/**
 * What an image may have been built on, likeliest first: what its layers begin with and what its labels say, by the
 * names that these go by; then any image of the export by any name of it.
 */
export function* basesOf(puzzle: ImagePuzzle, known: AnnotationKnowledge): Generator<Base> {
  const stated = statedBase(puzzle)
  const near = new Set([...(stated === null ? [] : [stated]), ...prefixesOf(puzzle, known)])
  const labelled = labelledNames(puzzle)
  const anyName = known.names().slice(0, mostNames).flatMap(calledBy)
  const own = (digest: string) => known.namesOf(digest).flatMap(calledBy)
  const others = known.digests().filter((digest) => digest !== puzzle.digest && !near.has(digest))
  const seen = new Set<string>()
  const tiers: readonly (readonly [
    digests: Iterable<string>,
    names: (digest: string) => readonly string[],
  ])[] = [
    [near, own],
    [near, () => labelled],
    [near, () => anyName],
    [others, () => labelled],
    [others, own],
    [others, () => anyName],
  ]
  for (const [digests, names] of tiers)
    for (const digest of digests)
      for (const name of names(digest)) {
        const key = `${digest} ${name}`
        if (seen.has(key)) continue
        seen.add(key)
        yield { digest, name }
      }
}
