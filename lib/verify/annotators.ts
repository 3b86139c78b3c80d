import { inToto, manifestType, ociManifest } from '../image/media-type.ts'
import type { JsonObject } from '../json/json.ts'
import { type Form, formsOf, imageForms } from '../manifest/form.ts'
import type { AnnotationKnowledge } from './annotation-facts.ts'
import type { Candidate } from './attempt.ts'
import { baseAnnotations, basesOf } from './base-image.ts'
import { droppedCandidates, emptyBase } from './image-candidates.ts'
import type { ImagePuzzle, Puzzle } from './puzzle.ts'

/** The image as its fields have it, with annotations. */
interface Annotated {
  readonly annotations: JsonObject
  readonly forms: readonly Form[]
}

/** One way in which tools annotate manifests: a row of the second axis of forms. The API drops all annotations. */
export interface Annotator {
  /** Stands behind the form in reports: `oci-compact+base`. */
  readonly id: string
  /** The tools that write it. */
  readonly producer: string
  /** What it writes, for people. */
  readonly writes: string
  /** Where the values can come from. */
  readonly source: string
  /** Which images it is tried on, for people. */
  readonly gate: string
  applies(puzzle: ImagePuzzle): boolean
  candidates(puzzle: ImagePuzzle, known: AnnotationKnowledge): Iterable<Annotated | Candidate>
  /** Whether what is proven of other images adds candidates. */
  readonly learns?: true
  /** What is missing in this image, where that is known to keep it from being rebuilt. */
  readonly lacks?: (puzzle: ImagePuzzle, known: AnnotationKnowledge) => string | null
}

const oci = 'org.opencontainers.image'
const ociForms = formsOf(imageForms, 'oci')
const compact = ociForms.filter(({ spacing }) => spacing === '')
const buildkit = ociForms.filter(({ id }) => id === 'indent2')

/** Go sorts the keys of a map. */
const sorted = (annotations: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(annotations).toSorted(([a], [b]) => (a < b ? -1 : 1)))

const annotated = (annotations: JsonObject, forms: readonly Form[]): Annotated => ({
  annotations: sorted(annotations),
  forms,
})

const isOci = ({ remains: { mediaType } }: ImagePuzzle): boolean =>
  mediaType === null || manifestType(mediaType)?.family === 'oci'

/** Whether the image is of buildah 1.`minor` or newer, as far as its label says. */
const isBuildah = ({ labels }: ImagePuzzle, minor: number): boolean => {
  const version = labels['io.buildah.version']
  const [, major, own] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? []
  return major === undefined || Number(major) > 1 || Number(own) >= minor
}

const labelsOf = ({ labels }: ImagePuzzle, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = labels[`${oci}.${name}`]
      return value === undefined ? [] : [[`${oci}.${name}`, value]]
    }),
  )

/** The eight that docker/metadata-action writes as labels and annotations. */
const metadataAction = ['created', 'description', 'licenses', 'revision', 'source', 'title', 'url', 'version']

/** Labels that an image's creation time may stand in to the nanosecond, and what the object says, in seconds. */
const createdOf = ({ labels, created }: ImagePuzzle): readonly string[] => [
  ...new Set(
    [labels[`${oci}.created`], labels['build-date'], created].filter((time) => typeof time === 'string'),
  ),
]

/** Konflux gives its commit and repository as labels of two vocabularies. */
const konfluxOf = (puzzle: ImagePuzzle): readonly JsonObject[] => {
  const { labels } = puzzle
  const revision = labels[`${oci}.revision`] ?? labels['vcs-ref']
  const source = labels[`${oci}.source`] ?? labels['io.openshift.build.source-location'] ?? labels['vcs-url']
  if (revision === undefined || source === undefined) return []
  const origin = { [`${oci}.revision`]: revision, [`${oci}.source`]: source }
  return [...createdOf(puzzle).map((created) => ({ [`${oci}.created`]: created, ...origin })), origin]
}

const arch = 'com.docker.official-images.bashbrew.arch'

/** Docker's names of architectures (docker-library bashbrew `architecture`). */
const bashbrewArches: ReadonlyMap<string | null, readonly string[]> = new Map([
  ['386', ['i386']],
  ['arm', ['arm32v7', 'arm32v6', 'arm32v5']],
  ['arm64', ['arm64v8']],
])

const isOfficial = ({ repository }: ImagePuzzle): boolean => /(^|\/)library\/[^/]+$/.test(repository ?? '')

/** Annotations of Docker official images of the same repository: revision and source stand nowhere else. */
const officialSiblings = ({ repository }: ImagePuzzle, known: AnnotationKnowledge): readonly JsonObject[] =>
  known.annotationsOf(repository ?? '').filter((annotations) => Object.hasOwn(annotations, arch))

/** `{}`: what BuildKit's attestations have for a config since 0.32 (OCI image-spec, "Guidance for an Empty Descriptor"). */
const emptyConfig = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'

/** Annotations of proven images of the same repository, and of those that the image is built on. */
export const inheritable = (
  { repository, remains }: ImagePuzzle,
  known: AnnotationKnowledge,
): readonly JsonObject[] => {
  const bases = remains.layers.flatMap(({ digest }, i) =>
    known.basesOn(digest).filter(({ layerCount }) => layerCount === i + 1),
  )
  return [
    ...known.annotationsOf(repository ?? ''),
    ...bases.flatMap(({ annotations }) => (annotations === null ? [] : [annotations])),
  ]
}

/** The second axis of forms: what tools write beside config and layers, cheap before dear. */
export const annotators: readonly Annotator[] = [
  {
    id: emptyBase.id,
    producer: 'buildah 1.23+ on `FROM scratch`',
    writes: 'empty `base.digest` and `base.name`; with `created` too',
    source: 'nothing is needed; `created` as below',
    gate: 'OCI; with `created`: `io.buildah.version` absent or 1.23+',
    applies: (puzzle) => isOci(puzzle) && isBuildah(puzzle, 23),
    *candidates(puzzle) {
      // Alone they were tried with the forms.
      for (const created of createdOf(puzzle))
        yield annotated({ ...emptyBase.annotations, [`${oci}.created`]: created }, compact)
    },
  },
  {
    id: 'attestation',
    producer: 'BuildKit 0.32+',
    writes: '`artifactType`, `subject` and the empty config; `in-toto.io/predicate-type` on each layer',
    source: 'the images beside it in its index',
    gate: 'layers are in-toto statements, the config is `{}`',
    applies: ({ remains: { configDigest, layers } }) =>
      configDigest === emptyConfig && layers.every(({ mediaType }) => mediaType === inToto),
    *candidates({ digest, remains }, known) {
      for (const { digest: sibling, size, mediaType } of known.siblingsOf(digest))
        for (const { manifest } of droppedCandidates({ ...remains, mediaType: ociManifest }))
          yield {
            manifest: {
              ...manifest,
              artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
              config: {
                mediaType: 'application/vnd.oci.empty.v1+json',
                digest: remains.configDigest,
                size: remains.configSize,
                data: 'e30=',
              },
              subject: { mediaType: mediaType ?? ociManifest, digest: sibling, size },
            },
            forms: buildkit,
          }
    },
  },
  {
    id: 'labels',
    producer: 'docker/metadata-action, Konflux',
    writes: '`created`, `revision`, `source` and others of `org.opencontainers.image`',
    source: "the image's own labels",
    gate: 'OCI; has such labels',
    applies: isOci,
    *candidates(puzzle) {
      const all = Object.keys(puzzle.labels)
        .filter((label) => label.startsWith(`${oci}.`))
        .map((label) => label.slice(oci.length + 1))
      const sets = [
        labelsOf(puzzle, metadataAction),
        labelsOf(puzzle, all),
        labelsOf(
          puzzle,
          all.filter((name) => !name.startsWith('base.')),
        ),
        ...konfluxOf(puzzle),
        ...createdOf(puzzle).map((created) => ({ [`${oci}.created`]: created })),
      ]
      for (const set of sets) if (Object.keys(set).length > 0) yield annotated(set, ociForms)
    },
  },
  {
    id: 'inherited',
    producer: 'kaniko, buildpacks, crane',
    writes: "its base's annotations",
    source: 'proven images of the same repository, or that it is built on',
    gate: 'OCI',
    learns: true,
    applies: isOci,
    *candidates(puzzle, known) {
      for (const set of inheritable(puzzle, known)) yield annotated(set, ociForms)
    },
  },
  {
    id: 'docker-official',
    producer: 'Docker official images, 2023+',
    writes:
      '`com.docker.official-images.bashbrew.arch`, `base.*`, `created`, `revision`, `source`, `url`, `version`',
    source:
      'architecture and creation time of the image; the rest from a proven image of the same repository',
    gate: 'OCI; repository `library/…`',
    learns: true,
    applies: (puzzle) => isOci(puzzle) && isOfficial(puzzle),
    *candidates(puzzle, known) {
      const { architecture } = puzzle
      const arches = bashbrewArches.get(architecture) ?? (architecture === null ? [] : [architecture])
      for (const sibling of officialSiblings(puzzle, known))
        for (const own of arches)
          for (const created of createdOf(puzzle))
            yield annotated({ ...sibling, [arch]: own, [`${oci}.created`]: created }, ociForms)
    },
    lacks: (puzzle, known) =>
      officialSiblings(puzzle, known).length > 0
        ? null
        : `Docker official images carry ${oci}.revision, which stands nowhere in the export`,
  },
  {
    id: 'base',
    producer: 'buildah 1.23 to 1.40, podman, ko',
    writes: '`base.digest`, `base.name`',
    source:
      'images of the export, those first whose layers the image begins with, and such images in evidence; references, tags and labels of the export',
    gate: 'OCI; `io.buildah.version` absent or 1.23+',
    applies: (puzzle) => isOci(puzzle) && isBuildah(puzzle, 23),
    *candidates(puzzle, known) {
      // Sorted as they are: there are thousands.
      for (const base of basesOf(puzzle, known)) yield { annotations: baseAnnotations(base), forms: compact }
    },
  },
  {
    id: 'base-created',
    producer: 'buildah 1.41+, Konflux',
    writes: '`base.digest`, `base.name`, `created`; Konflux also `revision`, `source`',
    source: 'as the two above; `created` has nanoseconds, which stand in a label or nowhere',
    gate: 'OCI; `io.buildah.version` absent or 1.23+',
    applies: (puzzle) => isOci(puzzle) && isBuildah(puzzle, 23),
    *candidates(puzzle, known) {
      const more = [
        ...createdOf(puzzle).map((created) => ({ [`${oci}.created`]: created })),
        ...konfluxOf(puzzle),
      ]
      for (const base of basesOf(puzzle, known))
        for (const set of more) yield annotated({ ...baseAnnotations(base), ...set }, compact.slice(0, 1))
    },
  },
]

const firstLearning = annotators.findIndex(({ learns }) => learns)
const lastLearning = annotators.findLastIndex(({ learns }) => learns)

/** Those before any that learns from proven images. */
export const ownAnnotators = annotators.slice(0, firstLearning)
export const learningAnnotators = annotators.slice(firstLearning, lastLearning + 1)
/** Those behind them: each takes thousands of hashes. */
export const dearAnnotators = annotators.slice(lastLearning + 1)

/** Whether one of `rows` can help: a Docker manifest, for one, has no room for annotations. */
export const canBeAnnotated = (puzzle: Puzzle, rows: readonly Annotator[]): puzzle is ImagePuzzle =>
  puzzle.type === 'image' && rows.some((row) => row.applies(puzzle))
