import type { EntryClaim, Image } from '../image/image.ts'
import {
  dockerIndex,
  dockerManifest,
  type Family,
  manifestType,
  ociIndex,
  ociManifest,
} from '../image/media-type.ts'
import type { JsonObject } from '../json/json.ts'
import { formsOf, indexForms } from '../manifest/form.ts'
import type { Candidate } from './attempt.ts'

const families: Record<Family, { index: string; manifest: string }> = {
  docker: { index: dockerIndex, manifest: dockerManifest },
  oci: { index: ociIndex, manifest: ociManifest },
}

/** More ways than this to tell which image each attestation speaks of are not tried. */
const mostAssignments = 1000

/** BuildKit's attestation entries say that they are for no platform. */
export const isAttestation = (entry: { os: string | null; architecture: string | null }): boolean =>
  entry.os === 'unknown' && entry.architecture === 'unknown'

/** Windows images are for one build: their `os.version`, which the API drops. */
export const isWindows = (entry: { os: string | null }): boolean => entry.os === 'windows'

/** Every way to pick `size` of `items`, in order: attestations stand in the order of their images. */
function* inOrder<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let i = from; i <= items.length - size; i++)
    for (const rest of inOrder(items, size - 1, i + 1)) yield [items[i] as T, ...rest]
}

const platformOf = (entry: EntryClaim): JsonObject => ({
  architecture: entry.architecture ?? '',
  os: entry.os ?? '',
  ...(entry.variant === null ? {} : { variant: entry.variant }),
})

/** What BuildKit writes on an attestation entry; the API drops an entry's annotations. */
const attestationAnnotations = (subject: string): JsonObject => ({
  annotations: {
    'vnd.docker.reference.digest': subject,
    'vnd.docker.reference.type': 'attestation-manifest',
  },
})

/** The entries with their attestations' annotations put back, in every order-keeping way. */
function* withAttestations(
  entries: readonly EntryClaim[],
  written: readonly JsonObject[],
): Generator<JsonObject[]> {
  const images = entries.filter((entry) => !isAttestation(entry)).map((entry) => entry.digest)
  const attestations = entries.length - images.length
  if (attestations === 0 || attestations > images.length) return
  let assignments = 0
  for (const subjects of inOrder(images, attestations)) {
    if (++assignments > mostAssignments) return
    let next = 0
    yield written.map((entry, i) =>
      isAttestation(entries[i] as EntryClaim)
        ? { ...entry, ...attestationAnnotations(subjects[next++] as string) }
        : entry,
    )
  }
}

/** What is left of a blanked index: its entries with all their sizes. Null where one is missing. */
export const indexRemains = (image: Image): readonly EntryClaim[] | null =>
  image.entries !== null && image.entries.length > 0 && image.entries.every((entry) => entry.size !== null)
    ? image.entries
    : null

/** The indexes that an export's entries may stand for, likeliest first. */
export function* indexCandidates(
  entries: readonly EntryClaim[],
  mediaType: string | null,
): Generator<Candidate> {
  const stated = manifestType(mediaType)?.family
  const tried: Family[] = stated ? [stated] : ['docker', 'oci']
  for (const family of tried) {
    const forms = formsOf(indexForms, family)
    const write = (platform: (entry: EntryClaim) => JsonObject) =>
      entries.map((entry) => ({
        mediaType: entry.mediaType ?? families[family].manifest,
        digest: entry.digest,
        size: entry.size,
        ...platform(entry),
      }))
    const build = (manifests: JsonObject[]): Candidate => ({
      manifest: { schemaVersion: 2, mediaType: mediaType ?? families[family].index, manifests },
      forms,
    })
    const hasPlatform = (entry: EntryClaim) => entry.architecture !== null || entry.os !== null
    const plain = write((entry) => (hasPlatform(entry) ? { platform: platformOf(entry) } : {}))
    yield build(plain)
    // The API answers '' for a platform that is absent and for one whose fields are empty.
    if (!entries.every(hasPlatform)) yield build(write((entry) => ({ platform: platformOf(entry) })))
    for (const manifests of withAttestations(entries, plain)) yield build(manifests)
  }
}
