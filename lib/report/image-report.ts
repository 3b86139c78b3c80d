import type { Finding } from '../checks/finding.ts'
import type { Image } from '../image/image.ts'
import { manifestType } from '../image/media-type.ts'
import { structureOf } from '../manifest/structure.ts'
import type { Measures } from '../measure/measure.ts'
import { type Signatures, unsigned } from '../signature/signatures.ts'
import type { Proof } from '../verify/proof.ts'
import type { ImageReport } from './schema.ts'

/** The proven manifest's; where that has none, or nothing is proven, what the export says unless it cannot be. */
const mediaTypeOf = (image: Image, { proven }: Proof): string | null => {
  if (proven === null) return image.mediaType
  if (proven.manifest !== null && proven.manifest.mediaType !== null) return proven.manifest.mediaType
  const type = proven.value === null ? null : structureOf(proven.value)
  return type === null || manifestType(image.mediaType)?.shape === type ? image.mediaType : null
}

/** One image's part of the report: what was proven, measured and found. */
export const reportImage = (
  image: Image,
  proof: Proof,
  findings: readonly Finding[],
  measures: Measures,
  { signatures, manifestSignatures }: Signatures = unsigned,
): ImageReport => ({
  source: image.source,
  document: image.document,
  path: image.path,
  kind: image.kind,
  name: image.name?.text ?? null,
  namespace: image.namespace,
  stream: image.name?.stream ?? null,
  tag: image.name?.tag ?? null,
  digest: image.digestText,
  reference: image.reference,
  type: proof.described.type,
  mediaType: mediaTypeOf(image, proof),
  created: measures.created,
  verification: proof.verification,
  config: proof.described.type === 'index' ? null : (proof.config?.verification ?? null),
  size: measures.size,
  layers: (proof.described.layers ?? []).map(({ digest, size, mediaType }) => ({ digest, size, mediaType })),
  platforms: [...measures.platforms],
  signatures: signatures.map(({ report }) => report),
  ...(manifestSignatures.length === 0
    ? {}
    : { manifestSignatures: manifestSignatures.map(({ report }) => report) }),
  findings: [...findings],
})
