import type { Digest } from '../digest.ts'

/** Bytes given beside an export, found by what they hash to: raw manifests and configurations. */
export interface Evidence {
  has(digest: Digest): boolean
  /** The bytes that hash to `digest` (checked on every call), or null. */
  get(digest: Digest): Promise<Buffer | null>
}

export const noEvidence: Evidence = { has: () => false, get: async () => null }
