import * as v from 'valibot'
import { finding } from '../checks/finding.ts'
import { imageKinds } from '../export/item.ts'
import { platform } from '../measure/platform.ts'
import { imageSize } from '../measure/size.ts'
import {
  manifestSignature,
  type SignatureVerification,
  signatureVerification,
} from '../signature/verification.ts'
import { configVerification, verification } from '../verify/verification.ts'

/** A schema that says in its JSON Schema what it stands for. */
const described = <S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text))

/** A count of things, or a size in bytes. */
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

export const apiVersion = 'image-assay/v1'

export const analyzer = v.object({ name: v.literal('image-assay'), version: v.string() })
export type Analyzer = v.InferOutput<typeof analyzer>

export const layer = v.object({
  digest: v.string(),
  size: v.nullable(count),
  mediaType: v.nullable(v.string()),
})

export type SignatureReport = SignatureVerification

export const imageReport = v.object({
  source: described(count, 'Index into `sources`.'),
  document: described(count, 'Index of the document in its source.'),
  path: described(v.string(), 'JSON Pointer inside the document; empty for a single object.'),
  kind: v.picklist(imageKinds),
  name: v.nullable(v.string()),
  namespace: v.nullable(v.string()),
  stream: v.nullable(v.string()),
  tag: v.nullable(v.string()),
  digest: described(
    v.nullable(v.string()),
    "The image's own name, else the digest in the object's name, else the reference's.",
  ),
  reference: described(v.nullable(v.string()), '`dockerImageReference`, as the export says it.'),
  type: v.picklist(['image', 'index']),
  mediaType: v.nullable(v.string()),
  created: described(
    v.nullable(v.string()),
    'RFC 3339. By the config, which proves it where it is verified, else by `dockerImageMetadata.Created`: of an index the time of its import.',
  ),
  verification,
  config: described(v.nullable(configVerification), 'Null for schema 1 images and for indexes.'),
  size: imageSize,
  layers: described(v.array(layer), 'Base first, repeated ones kept; empty for an index.'),
  platforms: v.array(platform),
  signatures: described(
    v.array(signatureVerification),
    'Those of the image object, then detached ones from the evidence.',
  ),
  manifestSignatures: described(
    v.optional(v.array(manifestSignature)),
    'What a schema 1 manifest carries: integrity, not identity. Absent where there is none.',
  ),
  findings: v.array(finding),
})
export type ImageReport = v.InferOutput<typeof imageReport>

export const sourceReport = v.object({
  name: described(v.string(), 'Object key, or file name without folders; standard input is `-`.'),
  sha256: described(v.string(), 'Hex SHA-256 of the bytes as given.'),
  bytes: described(count, 'Length as given, compressed where it is.'),
  compression: v.picklist(['none', 'gzip', 'zstd']),
  format: v.picklist(['json', 'yaml']),
  documents: count,
})
export type SourceReport = v.InferOutput<typeof sourceReport>

export const rejection = v.object({
  source: described(count, 'Index into `sources`.'),
  document: count,
  path: v.string(),
  code: v.string(),
  message: v.string(),
})

export type Rejection = v.InferOutput<typeof rejection>

export const conflict = v.object({
  digest: v.string(),
  path: described(
    v.string(),
    "What is described differently: a JSON Pointer into an image object, `/size` for a blob's.",
  ),
  values: v.array(v.string()),
  images: described(v.array(v.string()), 'Names of the images that disagree.'),
})
export type Conflict = v.InferOutput<typeof conflict>

export const summary = v.object({
  images: described(count, 'Every ImageReport.'),
  indexes: described(count, 'Those of type index among them.'),
  rejected: described(count, 'Parts of the export that are not reported on.'),
  verdicts: v.object({ verified: count, mismatch: count, unverifiable: count }),
  proofs: v.object({ embedded: count, reserialized: count, evidence: count, reconstructed: count }),
  size: described(
    v.object({ layers: count, distinctLayers: count, total: count, unknownSizes: count }),
    'Bytes. `layers` is summed over single images; the others count each blob once in the whole export.',
  ),
  platforms: described(
    v.array(v.object({ platform: v.string(), images: count })),
    'Single images, and index entries whose child is absent, but attestations of an index; the first 1,000 platforms that the export names, unless the limit `platforms` says otherwise; of a fleet those of most images.',
  ),
  otherPlatforms: described(v.optional(count), 'Images of other platforms; only where there are any.'),
  signatures: described(
    v.object({ signed: count, verified: count, unsigned: count }),
    'Images with signatures, those among them with one that a given key verifies, and images without.',
  ),
  conflicts: described(
    v.array(conflict),
    'Sorted by digest; of the first 1,000 that were found, unless the limit `conflicts` says otherwise.',
  ),
  moreConflicts: described(
    v.optional(count),
    'How many conflicts there are beside those; only where there are more.',
  ),
  wanted: described(
    v.object({ manifests: v.array(v.string()), more: count }),
    'What would settle the unverifiable: the first 1,000 references, and how many more.',
  ),
  findings: v.object({ error: count, warning: count, info: count }),
  at: described(
    v.optional(v.string()),
    'The time that clock-bound judgements stand for; only where a verdict depended on it.',
  ),
})
export type Summary = v.InferOutput<typeof summary>

export const madeWith = v.object({
  policy: described(v.optional(v.string()), "Digest of the policy's canonical JSON."),
  keys: described(
    v.optional(v.array(v.string())),
    'Digests of the files of public keys, sorted; only where an image has a signature.',
  ),
  settings: described(
    v.optional(v.record(v.string(), v.union([v.number(), v.string()]))),
    '`repair` and limits by their names, only those that are not the default.',
  ),
})
export type MadeWith = v.InferOutput<typeof madeWith>

export const exportReport = v.object({
  apiVersion: v.literal(apiVersion),
  kind: v.literal('ExportReport'),
  analyzer,
  madeWith: described(
    v.optional(madeWith),
    'What it was made with beside its sources and evidence; only where something was given, or is not the default.',
  ),
  sources: v.array(sourceReport),
  summary,
  images: v.array(imageReport),
  rejected: described(v.array(rejection), 'The first 10,000, unless the limit `rejections` says otherwise.'),
})
export type ExportReport = v.InferOutput<typeof exportReport>
