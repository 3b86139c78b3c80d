import { inToto } from '../image/media-type.ts'
import type { Severity } from '../severity.ts'
import type { Breach } from './breach.ts'
import type { Judged } from './judged.ts'
import { kindOf } from './kinds.ts'
import type { Policy, Rule, RuleName, Waiver } from './schema.ts'
import { type Named, selects } from './selector.ts'
import { expectedIdentity } from './signed-as.ts'

/** A breach as it stands under an image's findings. */
export interface Violation extends Breach {
  readonly check: `policy-${RuleName | 'waived' | 'waiver-expired'}`
  readonly severity: Severity
}

/** Whether the rule is for the image. */
export const isFor = ({ images, except = [] }: Pick<Rule, 'images' | 'except'>, image: Named): boolean =>
  (images === undefined || selects(images, image)) && !selects(except, image)

/**
 * The reference that the policy expects the image to be signed as: by the first `signer` rule for it that renames, else
 * the image's own; null where nothing tells.
 */
export const identityFor = (image: Named, { rules }: Policy): string | null => {
  for (const rule of rules)
    if (rule.rule === 'signer' && typeof rule.identity === 'object' && isFor(rule, image))
      return expectedIdentity(rule.identity, image.reference)
  return image.reference
}

/** The waiver of a rule for an image that holds longest, or expired last. */
const waiverFor = (name: RuleName, image: Judged, { waivers }: Policy): Waiver | null => {
  let longest: Waiver | null = null
  for (const waiver of waivers)
    if (waiver.rule === name && (longest === null || waiver.expires > longest.expires))
      if (selects(waiver.images, image)) longest = waiver
  return longest
}

const waived = (
  { rule, expires, reason }: Waiver,
  { path, message, expected, actual }: Breach,
): Violation => ({
  check: 'policy-waived',
  severity: 'info',
  path,
  message: `policy-${rule} is waived until ${expires} (${reason}): ${message}`,
  expected,
  actual,
})

const expired = ({ rule, expires, reason }: Waiver, severity: Severity): Violation => ({
  check: 'policy-waiver-expired',
  severity,
  path: '',
  message: `the waiver of policy-${rule} has expired (${reason})`,
  expected: `a time before ${expires}`,
  actual: null,
})

/** A proven attestation is a statement about an image and none that runs: no policy is about it. */
const isAttestation = ({ type, verification, layers }: Judged): boolean =>
  type === 'image' &&
  verification.verdict === 'verified' &&
  layers.length > 0 &&
  layers.every(({ mediaType }) => mediaType === inToto)

const judgeBy = (rule: Rule, image: Judged, policy: Policy, at: Date): Violation[] => {
  if (!isFor(rule, image)) return []
  const breaches = kindOf(rule).breaches(image, rule, at)
  if (breaches.length === 0) return []
  const waiver = waiverFor(rule.rule, image, policy)
  if (waiver !== null && at.getTime() < Date.parse(waiver.expires))
    return breaches.map((breach) => waived(waiver, breach))
  return [
    ...breaches.map(
      (breach): Violation => ({ check: `policy-${rule.rule}`, severity: rule.severity, ...breach }),
    ),
    ...(waiver === null ? [] : [expired(waiver, rule.severity)]),
  ]
}

const judgeByAll = (rules: readonly Rule[], image: Judged, policy: Policy, at: Date): Violation[] =>
  isAttestation(image) ? [] : rules.flatMap((rule) => judgeBy(rule, image, policy, at))

/**
 * What breaks the policy in one image, as far as a report says it: by all rules but those that need the clock. The
 * time only tells which waivers have expired. A pure function of plain data: the same in a worker, and for a report
 * that comes from a store.
 */
export const judgeImage = (image: Judged, policy: Policy, at: Date): Violation[] =>
  judgeByAll(
    policy.rules.filter((rule) => !kindOf(rule).needsClock),
    image,
    policy,
    at,
  )

/** As {@link judgeImage}, by all rules: for audits, whose time `at` is. */
export const auditImage = (image: Judged, policy: Policy, at: Date): Violation[] =>
  judgeByAll(policy.rules, image, policy, at)

const clockBound: ReadonlySet<string> = new Set<Violation['check']>([
  'policy-age',
  'policy-waived',
  'policy-waiver-expired',
])

/** Whether a finding of that check depends on the time that was judged for. */
export const isClockBound = (check: string): boolean => clockBound.has(check)
