import type { ImageReport } from '../schema.ts'

/** How soon an image must be looked at; 0 is worst. */
export type Rank = 0 | 1 | 2 | 3 | 4
export const ranks: readonly Rank[] = [0, 1, 2, 3, 4]

/** Contradicted first, then whatever else is an error, then what is open, then warnings, then what is fine. */
export const rankOf = ({ verification, findings }: ImageReport): Rank => {
  if (verification.verdict === 'mismatch') return 0
  let warned = false
  for (const { severity } of findings) {
    if (severity === 'error') return 1
    if (severity === 'warning') warned = true
  }
  if (verification.verdict === 'unverifiable') return 2
  return warned ? 3 : 4
}
