import type { Image } from '../image/image.ts'
import type { Limits } from '../limits.ts'
import { parseRebuilt } from '../manifest/parse.ts'
import type { Evidence } from './evidence.ts'
import type { ManifestProof, Proof } from './proof.ts'
import { completed } from './prove.ts'
import type { Settlement } from './settlement.ts'
import type { Verification } from './verification.ts'

/**
 * The proof of a blanked image that was searched for over its whole export: a manifest rebuilt from true fields
 * verifies it; one that a field contradicts shows that field to be false.
 */
export const applySettlement = async (
  image: Image,
  proof: Proof,
  { hit, contradiction, tried }: Settlement,
  evidence: Evidence,
  limits: Limits,
): Promise<Proof> => {
  if (hit === null) return { ...proof, tried }
  const verification: Verification = {
    verdict: contradiction === null ? 'verified' : 'mismatch',
    proof: contradiction === null ? 'reconstructed' : null,
    computed: image.digest,
    bytes: hit.bytes.length,
    form: hit.form,
    reason: contradiction === null ? null : 'field-contradicted',
  }
  const manifest: ManifestProof = {
    ...proof,
    verification,
    proven: parseRebuilt(hit.bytes, limits),
    provenBy: 'reconstructed',
    contradiction,
    stop: null,
  }
  return completed(image, manifest, evidence, limits)
}
