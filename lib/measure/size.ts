import * as v from 'valibot'
import { hasRepeats } from '../image/repeats.ts'
import type { DescribedLayer } from '../verify/described.ts'
import { addBytes } from './sum.ts'

const bytes = v.nullable(v.number())

/** Sizes in bytes by the three definitions in use; null is "cannot be known", and sums add what is known. */
export const imageSize = v.object({
  layerCount: v.nullable(v.number()),
  distinctLayerCount: v.nullable(v.number()),
  /** Every layer, repeated ones too (`oc image info`). */
  layers: bytes,
  /** Each layer once. */
  distinctLayers: bytes,
  /** Distinct layers and the config (`dockerImageMetadata.Size`, `oc adm top images`). */
  total: bytes,
  /** `dockerImageMetadata.Size` as the export says it. */
  declared: bytes,
  /** Distinct blobs, the config among them, whose size is not known and so not in the sums. */
  unknownSizes: v.nullable(v.number()),
})
export type ImageSize = v.InferOutput<typeof imageSize>

/** Of an index whose children are not all known, and of a manifest that cannot be read. */
export const unknownSize: ImageSize = {
  layerCount: null,
  distinctLayerCount: null,
  layers: null,
  distinctLayers: null,
  total: null,
  declared: null,
  unknownSizes: null,
}

interface Blob {
  readonly digest: string
  readonly size: number | null
}

/** The sum of what is known; null where there is something and none of it is known. */
const sumKnown = (blobs: readonly Blob[]): number | null => {
  let sum: number | null = blobs.length === 0 ? 0 : null
  for (const { size } of blobs) if (size !== null) sum = addBytes(sum ?? 0, size)
  return sum
}

const countUnknown = (blobs: readonly Blob[]): number => {
  let unknown = 0
  for (const { size } of blobs) if (size === null) unknown++
  return unknown
}

/** Each blob once, with its largest known size. */
const distinctBlobs = (blobs: readonly Blob[]): readonly Blob[] => {
  if (!hasRepeats(blobs)) return blobs
  const sizes = new Map<string, number | null>()
  for (const { digest, size } of blobs) {
    const known = sizes.get(digest) ?? null
    sizes.set(digest, known === null ? size : size === null ? known : Math.max(known, size))
  }
  return Array.from(sizes, ([digest, size]) => ({ digest, size }))
}

/** Sizes of a single image; `config` null where there is none (schema 1), its size null where it is not known. */
export const sizeOfImage = (
  layers: readonly DescribedLayer[] | null,
  config: { readonly digest?: string | null; readonly size: number | null } | null,
  declared: number | null,
): ImageSize => {
  if (layers === null) return { ...unknownSize, declared }
  const distinct = distinctBlobs(layers)
  // A config that is a layer too is stored once (OCI's empty blob is).
  const blobs =
    config === null
      ? distinct
      : distinctBlobs([...distinct, { digest: config.digest ?? 'config', size: config.size }])
  const distinctLayers = sumKnown(distinct)
  return {
    layerCount: layers.length,
    distinctLayerCount: distinct.length,
    layers: distinct === layers ? distinctLayers : sumKnown(layers),
    distinctLayers,
    total: sumKnown(blobs),
    declared,
    unknownSizes: countUnknown(blobs),
  }
}

/** Sizes of an index: sums over its children's own, where all of them are known. */
export const sizeOfIndex = (children: readonly (ImageSize | null)[]): ImageSize => {
  if (children.length === 0) return unknownSize
  const sum = (pick: (size: ImageSize) => number | null): number | null => {
    let total = 0
    for (const child of children) {
      const part = child === null ? null : pick(child)
      if (part === null) return null
      total = addBytes(total, part)
    }
    return total
  }
  return {
    ...unknownSize,
    distinctLayerCount: sum((child) => child.distinctLayerCount),
    layers: sum((child) => child.layers),
    distinctLayers: sum((child) => child.distinctLayers),
    total: sum((child) => child.total),
    unknownSizes: sum((child) => child.unknownSizes),
  }
}
