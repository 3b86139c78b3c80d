import { createDisputes, type Dispute, unsaid } from '../checks/dispute.ts'
import type { Digest } from '../digest.ts'
import { addBytes } from '../measure/sum.ts'
import { createDigestTable } from '../spill/digest-table.ts'
import { spillBytes } from '../spill/records.ts'
import type { ImageReport } from './schema.ts'

/** A blob, as an image or its report names it, and its size in bytes; null where that is not known. */
export interface NamedBlob {
  readonly digest: Digest
  readonly size: number | null
}

/** What one image says of its blobs: plain data, made beside the image, so that only {@link Blobs} is shared. */
export interface BlobClaims {
  /** Of a single image. */
  readonly layers: readonly NamedBlob[]
  /** Of a single image, where it has one. */
  readonly config: { readonly digest: Digest | null; readonly size: number | null } | null
  /** Whether a manifest states the config's size; else it is derived from fields that are compared themselves. */
  readonly isConfigSizeStated: boolean
}

/** Sizes of an export's blobs, each of them once, in bytes. */
export interface BlobSizes {
  readonly distinctLayers: number
  /** Of layers and configs. */
  readonly total: number
  /** Blobs whose size nothing tells. */
  readonly unknownSizes: number
}

/** All blobs of an export: what they take, and on whose sizes its images disagree. */
export interface Blobs {
  /** `image` is its number, by which disputes name it. */
  add(claims: BlobClaims, image: number): void
  /** Nothing may be added any more. */
  finish(): { readonly sizes: BlobSizes; readonly disputes: readonly Dispute[] }
  close(): void
}

/** What a report says of blobs. */
export const blobClaims = (
  { type, layers, config }: Pick<ImageReport, 'type' | 'layers' | 'config'>,
  isConfigSizeStated: boolean,
): BlobClaims => ({
  // Reports name layers and configs by digests that were parsed.
  layers: type === 'image' ? layers.map(({ digest, size }) => ({ digest: digest as Digest, size })) : [],
  config:
    type === 'image' && config !== null
      ? { digest: config.digest as Digest | null, size: config.size }
      : null,
  isConfigSizeStated,
})

/** In place of a blob's size: it is no layer, or no config; or it is one whose size is not known. */
const isNone = -2
const isUnknown = -1

/** A blob's largest known size as a layer, and as a config. */
const layerColumn = 0
const configColumn = 1
/** The size that images must agree on, and the number of the first one to state it. */
const statedColumn = 2

/** A size of 0 is one that a server did not know; the empty tar's is set to what it is. */
const statedSize = (size: number | null): number => size || unsaid

/** What is known of one more size. */
const sums = () => {
  let bytes = 0
  let unknown = 0
  return {
    add: (size: number): void => {
      if (size === isUnknown) unknown++
      else if (size !== isNone) bytes = addBytes(bytes, size)
    },
    bytes: () => bytes,
    unknown: () => unknown,
  }
}

/** Holds `memory` bytes, the rest in the temporary folder, and what is disputed. */
export const createBlobs = (memory: number = spillBytes): Blobs => {
  const disputes = createDisputes(1, memory / 16)
  const table = createDigestTable({
    columns: 4,
    merge: (digest, known, at, given, from) => {
      for (const column of [layerColumn, configColumn])
        known[at + column] = Math.max(known[at + column] as number, given[from + column] as number)
      disputes.lay(digest, known, at + statedColumn, given, from + statedColumn)
    },
    memory: (15 * memory) / 16,
  })
  /** Configs that nothing names: each is a size that is not known. */
  let unnamedConfigs = 0

  return {
    add({ layers, config, isConfigSizeStated }, image) {
      for (const { digest, size } of layers)
        table.add(digest, [size ?? isUnknown, isNone, statedSize(size), image])
      if (config === null) return
      const { digest, size } = config
      if (digest === null) unnamedConfigs++
      else
        table.add(digest, [isNone, size ?? isUnknown, isConfigSizeStated ? statedSize(size) : unsaid, image])
    },
    finish() {
      const distinctLayers = sums()
      // A blob may be one image's layer and another's config: it is stored once.
      const total = sums()
      table.each((numbers, at) => {
        const layer = numbers[at + layerColumn] as number
        distinctLayers.add(layer)
        total.add(Math.max(layer, numbers[at + configColumn] as number))
      })
      return {
        sizes: {
          distinctLayers: distinctLayers.bytes(),
          total: total.bytes(),
          unknownSizes: total.unknown() + unnamedConfigs,
        },
        // Parts of a table that went to the temporary folder only met just now.
        disputes: disputes.all(),
      }
    },
    close() {
      table.close()
      disputes.close()
    },
  }
}
