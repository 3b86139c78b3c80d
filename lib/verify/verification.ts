import * as v from 'valibot'

export const verdict = v.picklist(['verified', 'mismatch', 'unverifiable'])
export type Verdict = v.InferOutput<typeof verdict>

/** The rung of the ladder that proved a manifest. */
export const proofKind = v.picklist(['embedded', 'reserialized', 'evidence', 'reconstructed'])
export type ProofKind = v.InferOutput<typeof proofKind>

/** Why there is no plain `verified`. */
export const reason = v.picklist([
  'digest-absent',
  'digest-unsupported',
  'manifest-absent',
  'schema1-manifest-absent',
  'reconstruction-inconclusive',
  'field-contradicted',
  'bytes-differ',
  'manifest-ambiguous',
])
export type Reason = v.InferOutput<typeof reason>

/** What was hashed, by which rung, and what came of it. */
export const verification = v.object({
  verdict,
  proof: v.nullable(proofKind),
  /** Hash of the bytes in the export or evidence; of the rebuilt text where that proved it; else null. */
  computed: v.nullable(v.string()),
  /** Length of what was hashed, in bytes. */
  bytes: v.nullable(v.number()),
  /** The serialization that matched, for reserialized and reconstructed. */
  form: v.nullable(v.string()),
  reason: v.nullable(reason),
})
export type Verification = v.InferOutput<typeof verification>

/** What was found out about the image's configuration blob. */
export const configVerification = v.object({
  digest: v.nullable(v.string()),
  size: v.nullable(v.number()),
  verdict,
  proof: v.nullable(v.picklist(['embedded', 'evidence'])),
})
export type ConfigVerification = v.InferOutput<typeof configVerification>
