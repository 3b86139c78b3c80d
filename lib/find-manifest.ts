import type { AssayOptions } from './assay.ts'
import type { Digest } from './digest.ts'
import { readItems } from './export/read.ts'
import type { Source } from './export/source.ts'
import { abbreviates } from './image/name.ts'
import { parseImage } from './image/parse.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { noEvidence } from './verify/evidence.ts'
import { proveManifest } from './verify/prove.ts'
import type { Verification } from './verify/verification.ts'

export type FoundManifest =
  | { readonly status: 'proven'; readonly digest: Digest; readonly bytes: Buffer }
  /** The image is there, but nothing proves its manifest. */
  | { readonly status: 'unproven'; readonly digest: Digest; readonly verification: Verification }
  | { readonly status: 'absent' }
  /** A beginning that several digests of the export share. */
  | { readonly status: 'several'; readonly digests: readonly Digest[] }

/**
 * The proven manifest of the image whose digest is `wanted` or begins with it: exactly the bytes that hash to it, from
 * the export, from evidence or rebuilt.
 * @throws AssayError when a source cannot be read
 */
export const findManifest = async (
  sources: Iterable<Source>,
  wanted: string,
  options: Pick<AssayOptions, 'evidence' | 'limits'> = {},
): Promise<FoundManifest> => {
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const found = new Map<Digest, { bytes: Buffer | null; verification: Verification }>()
  let index = 0
  for (const source of sources) {
    for await (const event of readItems(source, index++, limits)) {
      if (event.type !== 'item') continue
      const image = parseImage(event.item, limits)
      if (image.digest === null || !abbreviates(wanted, image.digest)) continue
      if (found.get(image.digest)?.bytes) continue
      const { proven, verification } = await proveManifest(image, options.evidence ?? noEvidence, limits)
      found.set(image.digest, { bytes: proven?.bytes ?? null, verification })
    }
  }
  const [first, second] = found
  if (first === undefined) return { status: 'absent' }
  if (second !== undefined) return { status: 'several', digests: [...found.keys()].toSorted() }
  const [digest, { bytes, verification }] = first
  return bytes === null ? { status: 'unproven', digest, verification } : { status: 'proven', digest, bytes }
}
