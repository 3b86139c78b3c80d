import * as v from 'valibot'
import type { Image } from '../image/image.ts'
import { platformText } from '../verify/described.ts'
import type { Proof } from '../verify/proof.ts'
import { isAttestation } from '../verify/rebuild-index.ts'
import type { Children } from './child.ts'

/** One platform that an image or an index entry is for. */
export const platform = v.object({
  /** `os/architecture[/variant]`, `unknown` for what is not said. */
  platform: v.string(),
  os: v.nullable(v.string()),
  architecture: v.nullable(v.string()),
  variant: v.nullable(v.string()),
  digest: v.nullable(v.string()),
  /** Bytes. */
  manifestSize: v.nullable(v.number()),
  attestation: v.boolean(),
  /** Whether the manifest that it speaks of is in the export or in evidence. */
  present: v.boolean(),
})
export type Platform = v.InferOutput<typeof platform>

/** A single image's one platform, or one for each entry of an index. */
export const measurePlatforms = (image: Image, proof: Proof, children: Children): Platform[] => {
  const { described, verification } = proof
  if (described.type === 'image')
    return [
      {
        platform: platformText(described.platform),
        ...described.platform,
        digest: image.digestText,
        manifestSize: verification.bytes,
        attestation: false,
        present: true,
      },
    ]
  return described.entries.map((entry) => ({
    platform: platformText(entry),
    os: entry.os,
    architecture: entry.architecture,
    variant: entry.variant,
    digest: entry.digest,
    manifestSize: entry.size,
    attestation: isAttestation(entry),
    present: children.has(entry.digest),
  }))
}
