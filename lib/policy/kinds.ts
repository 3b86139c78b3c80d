import type { RuleKind } from './breach.ts'
import { age } from './rules/age.ts'
import { configProof } from './rules/config-proof.ts'
import { layers } from './rules/layers.ts'
import { manifestProof } from './rules/manifest-proof.ts'
import { mediaType } from './rules/media-type.ts'
import { platforms } from './rules/platforms.ts'
import { registry } from './rules/registry.ts'
import { signer } from './rules/signer.ts'
import { size } from './rules/size.ts'
import type { Rule, RuleName, RuleOf } from './schema.ts'

const kinds: { readonly [Name in RuleName]: RuleKind<RuleOf<Name>> } = {
  platforms,
  size,
  layers,
  'manifest-proof': manifestProof,
  'config-proof': configProof,
  signer,
  registry,
  age,
  'media-type': mediaType,
}

/** The kind of a rule. The table's type pairs each name with its own rule; one look-up cannot say so. */
export const kindOf = (rule: Rule): RuleKind<Rule> => kinds[rule.rule] as RuleKind<Rule>
