import * as v from 'valibot'
import { finding } from '../checks/finding.ts'
import { imageKinds } from '../export/item.ts'
import { platform } from '../measure/platform.ts'
import { imageSize } from '../measure/size.ts'
import { configVerification, verification } from '../verify/verification.ts'

/** A count of things, or a size in bytes. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const apiVersion = 'image-assay/v1'

export const analyzer = v.object({ name: v.literal('image-assay'), version: v.string() })
export type Analyzer = v.InferOutput<typeof analyzer>

export const layer = v.object({ digest: v.string(), size: v.nullable(count), mediaType: v.nullable(v.string()) })

export const signature = v.object({
  name: v.nullable(v.string()),
  type: v.nullable(v.string()),
  verdict: v.picklist([
    'verified',
    'invalid',
    'unknown-key',
    'expired',
    'revoked',
    'unsupported',
    'malformed',
    'not-checked',
  ]),
  keyId: v.nullable(v.string()),
  claimedDigest: v.nullable(v.string()),
  claimedIdentity: v.nullable(v.string()),
  digestMatches: v.nullable(v.boolean()),
  identityMatches: v.nullable(v.boolean()),
  /** What the cluster says of the signature, as it says it: untrusted. */
  claimed: v.object({
    conditions: v.array(v.unknown()),
    issuedBy: v.unknown(),
    issuedTo: v.unknown(),
    created: v.unknown(),
    imageIdentity: v.unknown(),
    signedClaims: v.unknown(),
  }),
})
export type SignatureReport = v.InferOutput<typeof signature>

export const imageReport = v.object({
  source: count,
  document: count,
  /** JSON Pointer inside the document; empty for a single object. */
  path: v.string(),
  kind: v.picklist(imageKinds),
  name: v.nullable(v.string()),
  namespace: v.nullable(v.string()),
  stream: v.nullable(v.string()),
  tag: v.nullable(v.string()),
  digest: v.nullable(v.string()),
  reference: v.nullable(v.string()),
  type: v.picklist(['image', 'index']),
  mediaType: v.nullable(v.string()),
  verification,
  /** Null for schema 1 images and for indexes. */
  config: v.nullable(configVerification),
  size: imageSize,
  /** Base first, repeated ones kept. */
  layers: v.array(layer),
  platforms: v.array(platform),
  signatures: v.array(signature),
  findings: v.array(finding),
})
export type ImageReport = v.InferOutput<typeof imageReport>

export const sourceReport = v.object({
  name: v.string(),
  /** Hex SHA-256 of the bytes as given. */
  sha256: v.string(),
  bytes: count,
  compression: v.picklist(['none', 'gzip', 'zstd']),
  format: v.picklist(['json', 'yaml']),
  documents: count,
})
export type SourceReport = v.InferOutput<typeof sourceReport>

export const rejection = v.object({
  source: count,
  document: count,
  path: v.string(),
  code: v.string(),
  message: v.string(),
})

export const conflict = v.object({
  digest: v.string(),
  /** What is described differently, as a JSON Pointer into an image object, or `blob` for a layer's or config's size. */
  path: v.string(),
  values: v.array(v.string()),
  /** Names of the images that disagree. */
  images: v.array(v.string()),
})
export type Conflict = v.InferOutput<typeof conflict>

export const summary = v.object({
  images: count,
  indexes: count,
  rejected: count,
  verdicts: v.object({ verified: count, mismatch: count, unverifiable: count }),
  proofs: v.object({ embedded: count, reserialized: count, evidence: count, reconstructed: count }),
  /** Bytes. `layers` is summed over single images; the others count each blob once in the whole export. */
  size: v.object({ layers: count, distinctLayers: count, total: count, unknownSizes: count }),
  platforms: v.array(v.object({ platform: v.string(), images: count })),
  signatures: v.object({ signed: count, verified: count, unsigned: count }),
  conflicts: v.array(conflict),
  wanted: v.object({ manifests: v.array(v.string()), more: count }),
  findings: v.object({ error: count, warning: count, info: count }),
  /** The time that clock-bound judgements stand for; only where a verdict depended on it. */
  at: v.optional(v.string()),
})
export type Summary = v.InferOutput<typeof summary>

export const exportReport = v.object({
  apiVersion: v.literal(apiVersion),
  kind: v.literal('ExportReport'),
  analyzer,
  sources: v.array(sourceReport),
  summary,
  images: v.array(imageReport),
  rejected: v.array(rejection),
})
export type ExportReport = v.InferOutput<typeof exportReport>
