import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { explainPolicy } from '../../lib/policy/explain.ts'
import { ruleNames } from '../../lib/policy/schema.ts'
import { digest } from '../report/sample-report.ts'
import { policyOf } from './judged.ts'

const images = [{ stream: 'shop/*' }]
const key = '0123456789ABCDEF'

const rules: [rule: { readonly rule: string } & Readonly<Record<string, unknown>>, says: string][] = [
  [
    { rule: 'platforms', require: ['linux/amd64', 'linux/arm64'] },
    'Every index and every single image of a stream must cover linux/amd64 and linux/arm64.',
  ],
  [
    { rule: 'size', maximum: 2_000_000, images },
    'For images in stream shop/*: every single image must have at most 2,000,000 bytes of distinct layers and config.',
  ],
  [{ rule: 'layers', maximum: 20 }, 'Every single image must have at most 20 layers.'],
  [
    { rule: 'manifest-proof', accept: ['embedded', 'evidence', 'reconstructed'] },
    'Every image must have its manifest proven as embedded, evidence or reconstructed.',
  ],
  [
    { rule: 'config-proof', accept: ['embedded'] },
    'Every image with a config must have that config proven as embedded.',
  ],
  [
    { rule: 'signer', keys: [key] },
    `Every image must have a verified signature of key ${key} that was made for its name.`,
  ],
  [
    { rule: 'signer', keys: [key, 'FEDCBA9876543210'], identity: 'any' },
    `Every image must have a verified signature of one of the keys ${key} or FEDCBA9876543210.`,
  ],
  [
    {
      rule: 'signer',
      keys: [key],
      identity: { prefix: 'mirror.example:5000', signedPrefix: 'quay.io' },
    },
    `Every image must have a verified signature of key ${key} that was made for its name, with quay.io in place of mirror.example:5000.`,
  ],
  [
    { rule: 'registry', allow: ['quay.io/acme/**'], except: [{ digest: digest('a1') }] },
    `For all images, but not those with digest ${digest('a1')}: every image must come from quay.io/acme/**.`,
  ],
  [{ rule: 'age', days: 1 }, 'Every image must be at most 1 day old; reports do not judge that.'],
  [
    {
      rule: 'media-type',
      forbid: ['schema1', 'application/x'],
      images: [{ stream: 'a/*', repository: 'quay.io/*' }, { stream: 'b/*' }],
      except: images,
    },
    'For images in stream a/* and from repository quay.io/* or in stream b/*, but not those in stream shop/*: every image must be without schema 1 or application/x, as its manifest and as its layers.',
  ],
]

suite('a rule in words', () => {
  for (const [rule, says] of rules)
    test(says, () =>
      assert.deepEqual(explainPolicy(policyOf([rule])), [
        { check: `policy-${rule.rule}`, severity: 'error', says },
      ]),
    )

  test('is there for every kind', () =>
    assert.deepEqual(new Set(rules.map(([{ rule }]) => rule)), new Set(ruleNames)))
})

test('waivers follow the rules', () =>
  assert.deepEqual(
    explainPolicy(
      policyOf(
        [{ rule: 'layers', maximum: 1, severity: 'info' }],
        [{ rule: 'layers', images, reason: 'why not.', expires: '2026-03-01T00:00:00Z' }],
      ),
    ),
    [
      { check: 'policy-layers', severity: 'info', says: 'Every single image must have at most 1 layers.' },
      {
        check: 'policy-layers',
        severity: null,
        says: 'Waived until 2026-03-01T00:00:00Z for images in stream shop/*: why not.',
      },
    ],
  ))
