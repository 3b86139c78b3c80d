import type { Judged } from './judged.ts'

/** One way in which an image breaks a rule. */
export interface Breach {
  /** JSON Pointer from the item's root to what the rule speaks of. */
  readonly path: string
  readonly message: string
  readonly expected: string | null
  readonly actual: string | null
}

/** One kind of rule: what it demands, in words and of an image. */
export interface RuleKind<Rule> {
  /** It depends on the time that is judged for: audits judge it, reports do not. */
  readonly needsClock: boolean
  /** What the rule judges, to follow `Every`. */
  readonly judges: string
  /** What the rule demands of it, to follow `must`. */
  readonly demands: (rule: Rule) => string
  /** How the image breaks the rule; none where it keeps it, or is of a type that the rule does not judge. */
  readonly breaches: (image: Judged, rule: Rule, at: Date) => readonly Breach[]
}
