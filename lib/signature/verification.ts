import * as v from 'valibot'

const text = v.nullable(v.string())
const flag = v.nullable(v.boolean())

const signatureVerdict = v.picklist([
  'verified',
  'invalid',
  'unknown-key',
  'expired',
  'revoked',
  'unsupported',
  'malformed',
  'not-checked',
])
export type SignatureVerdict = v.InferOutput<typeof signatureVerdict>

/** What the cluster says of a signature, as it says it. */
export const clusterClaims = v.object({
  conditions: v.array(v.unknown()),
  issuedBy: v.unknown(),
  issuedTo: v.unknown(),
  created: v.unknown(),
  imageIdentity: v.unknown(),
  signedClaims: v.unknown(),
})
export type ClusterClaims = v.InferOutput<typeof clusterClaims>

const described = <S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description))

/** One signature, and how far it holds (docs/report.md, "ImageReport"). */
export const signatureVerification = v.object({
  name: text,
  type: text,
  verdict: signatureVerdict,
  keyId: described(
    text,
    'The primary key that made the signature, 16 hex digits; null where none of the given keys did.',
  ),
  keyFingerprint: described(text, "The same key's fingerprint."),
  expires: described(
    text,
    'When the signature ends by its own word, where a given key made it; null for never. `expired` or not depends on the time that the report stands for.',
  ),
  claimedKeyId: described(text, 'The key that the signature names: a hint, untrusted.'),
  claimedDigest: described(
    text,
    'The digest that the signed text names. Untrusted unless the verdict is `verified`.',
  ),
  claimedIdentity: described(
    text,
    'The reference that the signed text names. Untrusted unless the verdict is `verified`.',
  ),
  digestMatches: described(
    flag,
    "Whether the claimed digest is the image's; null unless a given key stands for the claim.",
  ),
  identityMatches: described(
    flag,
    'Whether the claimed reference is the expected one; null unless the verdict is `verified`.',
  ),
  claimed: described(clusterClaims, 'What the cluster says of the signature, as it says it: untrusted.'),
})
export type SignatureVerification = v.InferOutput<typeof signatureVerification>

/** A signature inside a schema 1 manifest, which carries its own key: anyone could have made it. */
export const manifestSignature = v.object({
  path: described(
    v.string(),
    'JSON Pointer from the item to the signature, or to the manifest that holds it.',
  ),
  algorithm: described(text, '`ES256` or `RS256`; null where it is another.'),
  claimedKeyId: described(text, 'The key that it carries, by the name that it gives it: untrusted.'),
  verdict: described(
    v.picklist(['intact', 'invalid', 'unsupported', 'malformed', 'not-checked']),
    '`intact`: the manifest is what the carried key signed. This shows integrity, never who signed.',
  ),
})
export type ManifestSignature = v.InferOutput<typeof manifestSignature>
