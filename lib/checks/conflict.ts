import { digestBytes } from '../digest.ts'
import type { EntryClaim, Image } from '../image/image.ts'
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
  /** What it says of itself, field by field in a fixed order; null where it says nothing. */
  readonly fields: readonly (string | number | null)[]
  /** Blobs whose size it gives, and those sizes, in bytes. */
  readonly blobs: readonly string[]
  readonly sizes: readonly number[]
}

export interface ConflictFinder {
  add(claims: ConflictClaims): void
  /** Sorted by digest, then path. */
  conflicts(): Conflict[]
}

/** What one digest was first said to have, by whom, and what others said. */
interface Account {
  readonly value: string | number
  readonly name: string
  /** Other values, each with the first image that gave it. */
  others: Map<string | number, string> | null
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

const byDigest = (a: Conflict, b: Conflict): number => {
  if (a.digest !== b.digest) return a.digest < b.digest ? -1 : 1
  return a.path < b.path ? -1 : 1
}

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

/** Finds digests described differently by two images of one export: images by their fields, blobs by their size. */
export const conflictFinder = (): ConflictFinder => {
  const images = imageFields.map(({ path }) => ({ path, known: new Map<string, Account>() }))
  const blobs = new Map<string, Account>()

  const note = (known: Map<string, Account>, digest: string, value: string | number, name: string): void => {
    const account = known.get(digest)
    if (account === undefined) known.set(digest, { value, name, others: null })
    else if (account.value !== value) {
      account.others ??= new Map()
      if (!account.others.has(value)) account.others.set(value, name)
    }
  }

  return {
    add(claims) {
      const { name, digest } = claims
      if (digest !== null)
        images.forEach(({ known }, i) => {
          const value = claims.fields[i] ?? null
          if (value !== null) note(known, digest, value, name)
        })
      claims.blobs.forEach((blob, i) => {
        note(blobs, blob, claims.sizes[i] as number, name)
      })
    },
    conflicts() {
      const found: Conflict[] = []
      for (const { path, known } of [...images, { path: blobSize, known: blobs }])
        for (const [digest, { value, name, others }] of known) {
          if (others === null) continue
          const values = [[value, name] as const, ...others].map(
            ([given, by]) => [String(given), by] as const,
          )
          found.push({
            digest,
            path,
            values: values.map(([given]) => given).toSorted(),
            images: [...new Set(values.map(([, by]) => by))].toSorted(),
          })
        }
      return found.toSorted(byDigest)
    },
  }
}
