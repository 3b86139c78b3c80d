import { type Digest, digestBytes } from '../digest.ts'
import { canonicalJson } from '../json/canonical.ts'
import type { Policy } from './schema.ts'

/** Digest of what a policy says, however it is written: what a report's version counts. */
export const policyDigest = (policy: Policy): Digest => {
  const { $schema: _, ...said } = policy
  return digestBytes(Buffer.from(canonicalJson(said)), 'sha256')
}
