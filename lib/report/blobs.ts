import { createDisputes, type Dispute, unsaid } from '../checks/dispute.ts'
import type { Digest } from '../digest.ts'
import { addBytes } from '../measure/sum.ts'
import { createDigestRows, type DigestRows } from '../spill/digest-rows.ts'
import { createDigestTable } from '../spill/digest-table.ts'
import { spillBytes } from '../spill/records.ts'
import type { ImageReport } from './schema.ts'

/** What images say of their blobs: plain data, made beside the images, so that only {@link Blobs} is shared. */
export interface BlobClaims {
  readonly rows: readonly DigestRows[]
  /** Configs that nothing names: each is a size that is not known. */
  readonly unnamedConfigs: number
}

/** Collects {@link BlobClaims}. */
export interface BlobClaimsWriter {
  /**
   * `image` is its number, by which disputes name it. `isConfigSizeStated`: whether a manifest states the config's size, or
   * its bytes are there; else it is derived from fields that are compared themselves.
   */
  add(
    report: Pick<ImageReport, 'type' | 'layers' | 'config'>,
    isConfigSizeStated: boolean,
    image: number,
  ): void
  /** Nothing may be added any more. */
  claims(): BlobClaims
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
  add(claims: BlobClaims): void
  /** Nothing may be added any more. */
  finish(): { readonly sizes: BlobSizes; readonly disputes: Iterable<Dispute> }
  close(): void
}

/** In place of a blob's size: it is no layer, or no config; or it is one whose size is not known. */
const isNone = -2
const isUnknown = -1

/** A blob's largest known size as a layer, and as a config. */
const layerColumn = 0
const configColumn = 1
/** The size that images must agree on, and the number of the first one to state it. */
const statedColumn = 2
const columns = 4

/** A size of 0 is one that a server did not know; the empty tar's is set to what it is. */
const statedSize = (size: number | null): number => size || unsaid

export const createBlobClaims = (): BlobClaimsWriter => {
  const rows = createDigestRows(columns)
  let unnamedConfigs = 0
  return {
    add({ type, layers, config }, isConfigSizeStated, image) {
      if (type !== 'image') return
      // Reports name layers and configs by digests that were parsed.
      for (const { digest, size } of layers)
        rows.add(digest as Digest, [size ?? isUnknown, isNone, statedSize(size), image])
      if (config === null) return
      const { digest, size } = config
      const stated = isConfigSizeStated ? statedSize(size) : unsaid
      if (digest === null) unnamedConfigs++
      else rows.add(digest as Digest, [isNone, size ?? isUnknown, stated, image])
    },
    claims: () => ({ rows: rows.rows(), unnamedConfigs }),
  }
}

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
    columns,
    merge: (digest, known, at, given, from) => {
      for (const column of [layerColumn, configColumn])
        known[at + column] = Math.max(known[at + column] as number, given[from + column] as number)
      disputes.lay(digest, known, at + statedColumn, given, from + statedColumn)
    },
    memory: (15 * memory) / 16,
  })
  let unnamedConfigs = 0

  return {
    add(claims) {
      table.add(claims.rows)
      unnamedConfigs += claims.unnamedConfigs
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
