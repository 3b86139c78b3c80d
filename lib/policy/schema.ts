import * as v from 'valibot'
import { severity } from '../severity.ts'
import { ageEntries } from './rules/age.ts'
import { configProofEntries } from './rules/config-proof.ts'
import { layersEntries } from './rules/layers.ts'
import { manifestProofEntries } from './rules/manifest-proof.ts'
import { mediaTypeEntries } from './rules/media-type.ts'
import { platformsEntries } from './rules/platforms.ts'
import { registryEntries } from './rules/registry.ts'
import { signerEntries } from './rules/signer.ts'
import { sizeEntries } from './rules/size.ts'
import { selector } from './selector.ts'

/** Every rule, by the name that stands in a policy; a finding's id is `policy-` and that name. */
export const ruleNames = [
  'platforms',
  'size',
  'layers',
  'manifest-proof',
  'config-proof',
  'signer',
  'registry',
  'age',
  'media-type',
] as const
export type RuleName = (typeof ruleNames)[number]

const selectors = v.pipe(v.array(selector), v.minLength(1, 'name some images, or leave the field out'))

const common = {
  severity: v.optional(
    v.pipe(severity, v.description('Of the findings of images that break the rule.')),
    'error',
  ),
  images: v.optional(
    v.pipe(
      selectors,
      v.description('Images that the rule is for: those that fit one of these. Default: all.'),
    ),
  ),
  except: v.optional(
    v.pipe(
      selectors,
      v.description('Images among them that the rule is not for, for good and for no reason given.'),
    ),
  ),
}

const named = <Name extends RuleName, Entries extends v.ObjectEntries>(
  name: Name,
  demands: string,
  entries: Entries,
) => v.pipe(v.strictObject({ rule: v.literal(name), ...entries, ...common }), v.description(demands))

const rule = v.variant('rule', [
  named('platforms', 'Platforms that an index, or a single image of a stream, must cover.', platformsEntries),
  named('size', 'The largest size of a single image.', sizeEntries),
  named('layers', 'The largest number of layers of a single image.', layersEntries),
  named('manifest-proof', 'How the manifest must be proven.', manifestProofEntries),
  named('config-proof', 'How the config must be proven, where there is one.', configProofEntries),
  named('signer', 'Whose verified signature the image must have.', signerEntries),
  named('registry', 'Where images may come from.', registryEntries),
  named('age', 'How old an image may be.', ageEntries),
  named('media-type', 'Media types that must not occur.', mediaTypeEntries),
])
export type Rule = v.InferOutput<typeof rule>
export type RuleOf<Name extends RuleName> = Extract<Rule, { readonly rule: Name }>

const waiver = v.pipe(
  v.strictObject({
    rule: v.pipe(v.picklist(ruleNames), v.description('The rule that is waived.')),
    images: v.pipe(selectors, v.description('Images that it is waived for: those that fit one of these.')),
    reason: v.pipe(
      v.string(),
      v.regex(/\S/, 'write why, for those who read the report'),
      v.maxLength(500, 'write why in at most 500 characters'),
      v.description('Why, for those who read the report.'),
    ),
    expires: v.pipe(
      v.string(),
      v.regex(
        /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
        'write a time in UTC such as 2026-03-01T00:00:00Z',
      ),
      v.description('From this time on, in UTC, the waiver waives nothing and is a finding itself.'),
    ),
  }),
  v.description('Images that may break a rule for a while.'),
)
export type Waiver = v.InferOutput<typeof waiver>

/** `policy.json`. What is not named here is refused, so that a misspelt rule never passes for one that is kept. */
export const policy = v.strictObject({
  $schema: v.optional(v.pipe(v.string(), v.description('For editors; not looked at.'))),
  apiVersion: v.literal('image-assay/v1'),
  kind: v.literal('Policy'),
  rules: v.pipe(v.array(rule), v.description('All of them hold, several of one name too.')),
  waivers: v.optional(v.array(waiver), []),
})
/** A policy as it was read: plain data. */
export type Policy = v.InferOutput<typeof policy>
