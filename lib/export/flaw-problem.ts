import type { Flaw, FlawCode } from '../json/scan.ts'
import type { Problem, RejectionCode } from './rejection.ts'

const codes: Partial<Record<FlawCode, RejectionCode>> = {
  depth: 'limit-depth',
  utf8: 'encoding',
  'byte-order-mark': 'byte-order-mark',
  'trailing-data': 'trailing-data',
}

/** Whether readers disagree on what the object holds. */
export const isAmbiguity = ({ code }: Flaw): boolean => code === 'duplicate-key' || code === 'folded-key'

/** Why JSON with a fatal flaw is not read; `place` is the flaw's, where that is known. */
export const flawProblem = (flaw: Flaw, place: string | null): Problem => {
  const at = place === null ? '' : ` at ${place}`
  const inside = flaw.path === '' ? '' : ` in ${flaw.path}`
  const option = flaw.code === 'depth' ? ' (--limit depth=VALUE sets it)' : ''
  return {
    code: codes[flaw.code] ?? 'malformed',
    message: `it ${flaw.detail}${at}${inside}${option}: export it again`,
  }
}
