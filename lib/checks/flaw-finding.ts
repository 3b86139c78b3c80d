import type { Flaw } from '../json/scan.ts'
import { flawText } from '../manifest/flaw-text.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'

const flawChecks: Partial<Record<Flaw['code'], 'item-duplicate-key' | 'number-unsafe'>> = {
  'duplicate-key': 'item-duplicate-key',
  'folded-key': 'item-duplicate-key',
  'number-unsafe': 'number-unsafe',
}

/**
 * What JSON readers disagree on, as a finding at `path`; `malformed` is the check of what is no good JSON at all, and
 * `whole` what the flaw's offset counts from, as {@link flawText} has it.
 */
export const flawFinding = (
  flaw: Flaw,
  path: string,
  subject: string,
  malformed: 'api-shape' | 'config-malformed',
  whole?: string,
): Finding => find(flawChecks[flaw.code] ?? malformed, path, flawText(subject, flaw, whole))
