import { digestBytes } from '../digest.ts'
import type { EntryClaim, Image } from '../image/image.ts'
import { spillBytes } from '../spill/records.ts'
import { createTable } from '../spill/table.ts'
import type { Proof } from '../verify/proof.ts'
import { configDigestOf } from '../verify/rebuild-image.ts'

/** One digest that the export describes in two ways. */
export interface Conflict {
  readonly digest: string
  /** The image's field that differs, as a JSON Pointer into an image object; `/size` for a blob's. */
  readonly path: string
  readonly values: readonly string[]
  /** Names of images that give these values, the first one each. */
  readonly images: readonly string[]
}

/** What one image says of digests: plain data, made beside the image, so that only {@link ConflictFinder} is shared. */
export interface ConflictClaims {
  /** What the image goes by in a conflict. */
  readonly name: string
  /** The image's digest, as given. */
  readonly digest: string | null
  /** What it says of itself, one for each of {@link imageFields}; null where it says nothing. */
  readonly fields: readonly (string | number | null)[]
  /** Blobs whose size it gives, and those sizes, in bytes. */
  readonly blobs: readonly string[]
  readonly sizes: readonly number[]
}

const longestValue = 120

/** A list as people can compare it: itself while short, else its hash. */
const shown = (text: string): string =>
  text.length <= longestValue ? text : `${text.slice(0, 40)}… (${digestBytes(text)})`

/**
 * The claimed layers' digests, base first: sizes are compared blob by blob. Where nothing says how they are ordered, the
 * proven order decides.
 */
const layersText = ({ layers, layersOrderStated }: Image, { described }: Proof): string | null => {
  if (layers === null || layers.length === 0) return null
  const digests = layers.map((layer) => layer.digest)
  const reversed = digests.toReversed()
  const isReversed = !layersOrderStated && described.layers?.every(({ digest }, i) => digest === reversed[i])
  return shown((isReversed === true ? reversed : digests).join(', '))
}

const entriesText = (entries: readonly EntryClaim[]): string =>
  shown(
    entries
      .map(({ digest, size, os, architecture, variant }) =>
        [digest, size, os, architecture, variant].join(' '),
      )
      .join(', '),
  )

/** Old servers leave the algorithm out. */
const idText = (id: string | null): string | null => configDigestOf(id) ?? id

/** What may not differ between two descriptions of one image; media types may: old clusters leave them out. */
const imageFields: readonly {
  path: string
  value: (image: Image, proof: Proof) => string | number | null
}[] = [
  { path: '/dockerImageLayers', value: layersText },
  { path: '/dockerImageManifests', value: ({ entries }) => (entries?.length ? entriesText(entries) : null) },
  { path: '/dockerImageMetadata/Id', value: ({ metadata }) => idText(metadata?.id ?? null) },
  { path: '/dockerImageMetadata/Size', value: ({ metadata }) => metadata?.size || null },
]

const blobSize = '/size'

/** What an image and its blobs are said to be, as far as another description could differ. */
export const conflictClaims = (image: Image, proof: Proof): ConflictClaims => {
  const { described, config, proven, given } = proof
  const blobs: string[] = []
  const sizes: number[] = []
  const claim = (digest: string | null, size: number | null): void => {
    // A size of 0 is one that a server did not know; the empty tar's is set to what it is.
    if (digest === null || !size) return
    blobs.push(digest)
    sizes.push(size)
  }
  for (const { digest, size } of described.layers ?? []) claim(digest, size)
  // Without a manifest the config's size is derived from fields that are compared themselves.
  if (config !== null && (proven?.manifest ?? given?.manifest ?? null) !== null)
    claim(config.verification.digest, config.verification.size)
  return {
    name: image.name?.text ?? image.digestText ?? image.path,
    digest: image.digestText,
    fields: image.digestText === null ? [] : imageFields.map(({ value }) => value(image, proof)),
    blobs,
    sizes,
  }
}

/** What another image said instead of a field of the same digest. */
type Other = readonly [field: number, value: string | number, name: string]

/** All that is said of one digest: by the first image that spoke of it, and what others said instead. */
interface Said {
  readonly name: string
  readonly fields: ConflictClaims['fields']
  readonly others: readonly Other[] | null
}

/** Other values that are kept of one digest: who wants to see more has seen enough, and a hostile export has millions. */
const mostOthers = 100

const isKnown = ({ fields, others }: Said, field: number, value: string | number): boolean =>
  fields[field] === value || (others?.some((other) => other[0] === field && other[1] === value) ?? false)

const merge = (earlier: Said, later: Said): Said => {
  let merged = earlier
  const add = (field: number, value: string | number, name: string): void => {
    const others = merged.others ?? []
    if (others.length < mostOthers && !isKnown(merged, field, value))
      merged = { ...merged, others: [...others, [field, value, name]] }
  }
  for (let field = 0; field < later.fields.length; field++) {
    const value = later.fields[field] ?? null
    if (value !== null && value !== earlier.fields[field]) add(field, value, later.name)
  }
  for (const [field, value, name] of later.others ?? []) add(field, value, name)
  return merged
}

/** About what V8 takes for an object, an array and a member of one, in bytes. */
const objectBytes = 96
const memberBytes = 24

const sizeOf = ({ fields, others }: Said): number => {
  let bytes = objectBytes
  for (const value of fields) bytes += typeof value === 'string' ? memberBytes + value.length : memberBytes
  return bytes + (others?.length ?? 0) * (objectBytes + memberBytes)
}

const conflictsIn = (
  digest: string,
  { name, fields, others }: Said,
  paths: readonly string[],
): Conflict[] => {
  if (others === null) return []
  return paths.flatMap((path, field) => {
    const first = fields[field] ?? null
    const given = others.filter((other) => other[0] === field).map(([, value, by]) => [value, by] as const)
    if (first !== null) given.push([first, name])
    if (given.length < 2) return []
    return {
      digest,
      path,
      values: given.map(([value]) => String(value)).toSorted(),
      images: [...new Set(given.map(([, by]) => by))].toSorted(),
    }
  })
}

export interface ConflictFinder {
  add(claims: ConflictClaims): void
  /** Sorted by digest, then path. */
  conflicts(): Conflict[]
  close(): void
}

const byDigest = (a: Conflict, b: Conflict): number => {
  if (a.digest !== b.digest) return a.digest < b.digest ? -1 : 1
  return a.path < b.path ? -1 : 1
}

/**
 * Finds digests described differently by two images of one export: images by their fields, blobs by their size. Holds
 * `memory` bytes, the rest in the temporary folder, and what is in conflict.
 */
export const conflictFinder = (memory: number = spillBytes): ConflictFinder => {
  const options = { merge, sizeOf, memory: memory / 2 }
  const images = createTable<Said>(options)
  const blobs = createTable<Said>(options)
  const imagePaths = imageFields.map(({ path }) => path)
  return {
    add({ name, digest, fields, blobs: digests, sizes }) {
      if (digest !== null) images.add(digest, { name, fields, others: null })
      for (let i = 0; i < digests.length; i++)
        blobs.add(digests[i] as string, { name, fields: [sizes[i] as number], others: null })
    },
    conflicts() {
      const found: Conflict[] = []
      for (const [digest, said] of images.entries()) found.push(...conflictsIn(digest, said, imagePaths))
      for (const [digest, said] of blobs.entries()) found.push(...conflictsIn(digest, said, [blobSize]))
      return found.toSorted(byDigest)
    },
    close() {
      images.close()
      blobs.close()
    },
  }
}
