import { type Digest, digestBytes } from '../digest.ts'
import { canonicalJson } from '../json/canonical.ts'
import type { Policy } from './schema.ts'

/** Digest of what a policy says, however it is written: what a report's version counts. */
export const policyDigest = ({ $schema: _, ...policy }: Policy): Digest =>
  digestBytes(Buffer.from(canonicalJson(policy)), 'sha256')
