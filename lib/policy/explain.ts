import type { Severity } from '../severity.ts'
import { kindOf } from './kinds.ts'
import type { Policy, Rule, RuleName, Waiver } from './schema.ts'
import type { Selector } from './selector.ts'
import { listText } from './words.ts'

/** One rule or waiver in words. */
export interface Explained {
  readonly check: `policy-${RuleName}`
  /** Of a rule's findings; null for a waiver. */
  readonly severity: Severity | null
  /** One sentence. */
  readonly says: string
}

const selectorText = ({ stream, repository, digest }: Selector): string =>
  [
    stream === undefined ? '' : `in stream ${stream}`,
    repository === undefined ? '' : `from repository ${repository}`,
    digest === undefined ? '' : `with digest ${digest}`,
  ]
    .filter(Boolean)
    .join(' and ')

const selectorsText = (selectors: readonly Selector[]): string => listText(selectors.map(selectorText), 'or')

const scopeText = ({ images, except }: Rule): string => {
  if (images === undefined && except === undefined) return 'Every'
  const which = images === undefined ? 'all images' : `images ${selectorsText(images)}`
  return `For ${which}${except === undefined ? '' : `, but not those ${selectorsText(except)}`}: every`
}

const explainRule = (rule: Rule): Explained => {
  const { judges, demands, needsClock } = kindOf(rule)
  const when = needsClock ? '; reports do not judge that' : ''
  return {
    check: `policy-${rule.rule}`,
    severity: rule.severity,
    says: `${scopeText(rule)} ${judges} must ${demands(rule)}${when}.`,
  }
}

const explainWaiver = ({ rule, images, expires, reason }: Waiver): Explained => ({
  check: `policy-${rule}`,
  severity: null,
  says: `Waived until ${expires} for images ${selectorsText(images)}: ${reason}`,
})

/** A policy in words, one sentence a rule and a waiver, in its order, rules first. */
export const explainPolicy = ({ rules, waivers }: Policy): Explained[] => [
  ...rules.map(explainRule),
  ...waivers.map(explainWaiver),
]
