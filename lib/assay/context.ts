import type { Limits } from '../limits.ts'
import type { Policy } from '../policy/schema.ts'
import type { Keyring } from '../signature/keyring.ts'
import type { Evidence } from '../verify/evidence.ts'

/** What images are assayed with, beside the export. */
export interface AssayContext {
  readonly evidence: Evidence
  readonly limits: Limits
  readonly keyring: Keyring
  /** Judges every image, by all rules but those that only audits judge. */
  readonly policy?: Policy | undefined
  /** What clock-bound judgements stand for. */
  readonly at: Date
  /** Unknown to whoever writes the export, and the same for all its images (see {@link createConflictClaims}). */
  readonly secret: string
}
