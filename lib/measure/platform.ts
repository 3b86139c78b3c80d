import * as v from 'valibot'

/** One platform that an image or an index entry is for. */
export const platform = v.object({
  /** `os/architecture[/variant]`, `unknown` for what is not said. */
  platform: v.string(),
  os: v.nullable(v.string()),
  architecture: v.nullable(v.string()),
  variant: v.nullable(v.string()),
  digest: v.nullable(v.string()),
  manifestSize: v.nullable(v.number()),
  attestation: v.boolean(),
  /** Whether the manifest it speaks of is in the export or in evidence. */
  present: v.boolean(),
})
export type Platform = v.InferOutput<typeof platform>
