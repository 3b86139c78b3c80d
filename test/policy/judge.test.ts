import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checks } from '../../lib/checks/catalogue.ts'
import { inToto } from '../../lib/image/media-type.ts'
import { auditImage, isClockBound, judgeImage, type Violation } from '../../lib/policy/judge.ts'
import { ruleNames } from '../../lib/policy/schema.ts'
import { digest, imageReport } from '../report/sample-report.ts'
import { at, policyOf } from './judged.ts'

const image = imageReport({ created: '2020-01-01T00:00:00Z' })
const small = { rule: 'size', maximum: 1 }
const waiver = (changes: object = {}) => ({
  rule: 'size',
  images: [{ stream: 'shop/ruby' }],
  reason: 'until the fonts have moved',
  expires: '2026-03-01T00:00:00Z',
  ...changes,
})
const briefly = (found: readonly Violation[]) => found.map(({ check, severity }) => `${severity} ${check}`)

const policies: [what: string, rules: object[], waivers: object[], found: string[]][] = [
  ['no rules', [], [], []],
  ['a rule that names no severity', [small], [], ['error policy-size']],
  ['a rule that names one', [{ ...small, severity: 'info' }], [], ['info policy-size']],
  [
    'two rules of one name',
    [small, { ...small, maximum: 2, severity: 'warning' }],
    [],
    ['error policy-size', 'warning policy-size'],
  ],
  ['a rule for other images', [{ ...small, images: [{ stream: 'other/*' }] }], [], []],
  ['a rule for these', [{ ...small, images: [{ stream: 'shop/*' }] }], [], ['error policy-size']],
  ['a rule not for these', [{ ...small, except: [{ digest: digest('a1') }] }], [], []],
  [
    'a rule not for some of these',
    [{ ...small, images: [{ stream: 'shop/*' }], except: [{ stream: 'shop/ruby' }] }],
    [],
    [],
  ],
  ['a waiver', [small], [waiver()], ['info policy-waived']],
  ['a waiver by digest', [small], [waiver({ images: [{ digest: digest('a1') }] })], ['info policy-waived']],
  [
    'a waiver for other images',
    [small],
    [waiver({ images: [{ stream: 'other/*' }] })],
    ['error policy-size'],
  ],
  ['a waiver of another rule', [small], [waiver({ rule: 'layers' })], ['error policy-size']],
  ['a waiver of a rule that is kept', [{ ...small, maximum: 1e9 }], [waiver()], []],
  [
    'a waiver that expires at this moment',
    [{ ...small, severity: 'warning' }],
    [waiver({ expires: '2026-01-31T00:00:00Z' })],
    ['warning policy-size', 'warning policy-waiver-expired'],
  ],
  [
    'a waiver that holds for a second more',
    [small],
    [waiver({ expires: '2026-01-31T00:00:01Z' })],
    ['info policy-waived'],
  ],
  [
    'an expired waiver and one that holds',
    [small],
    [waiver({ expires: '2025-01-01T00:00:00Z' }), waiver(), waiver({ expires: '2025-06-01T00:00:00Z' })],
    ['info policy-waived'],
  ],
  [
    'two that have expired: the later',
    [small],
    [waiver({ expires: '2025-01-01T00:00:00Z' }), waiver({ expires: '2025-06-01T00:00:00Z' })],
    ['error policy-size', 'error policy-waiver-expired'],
  ],
  [
    'an expired waiver of a rule that is kept',
    [{ ...small, maximum: 1e9 }],
    [waiver({ expires: '2025-01-01T00:00:00Z' })],
    [],
  ],
]

suite('a policy of', () => {
  for (const [what, rules, waivers, found] of policies)
    test(`${what}: ${found.join(', ') || 'nothing found'}`, () =>
      assert.deepEqual(briefly(judgeImage(image, policyOf(rules, waivers), at)), found))
})

suite('the clock', () => {
  const old = policyOf([{ rule: 'age', days: 10 }, small], [waiver({ rule: 'age' })])
  test('is asked by audits', () =>
    assert.deepEqual(briefly(auditImage(image, policyOf([{ rule: 'age', days: 10 }]), at)), [
      'error policy-age',
    ]))
  test('is asked by reports for waivers alone', () =>
    assert.deepEqual(briefly(judgeImage(image, old, at)), ['error policy-size']))
  test('marks what depends on it', () =>
    assert.deepEqual(checks.map(({ id }) => id).filter(isClockBound), [
      'policy-age',
      'policy-waiver-expired',
      'policy-waived',
    ]))
})

suite('what is found', () => {
  test('says of a waived breach until when, why, and what', () =>
    assert.deepEqual(judgeImage(image, policyOf([small], [waiver()]), at), [
      {
        check: 'policy-waived',
        severity: 'info',
        path: '/image/dockerImageLayers',
        message:
          'policy-size is waived until 2026-03-01T00:00:00Z (until the fonts have moved): the image is larger than 1 bytes',
        expected: 'at most 1',
        actual: '75002000',
      },
    ]))

  test('is the same by a policy that went to a worker', () => {
    const policy = policyOf([small, { rule: 'registry', allow: ['quay.io/**'] }], [waiver()])
    const { images: _, ...plain } = { images: 0, ...structuredClone(policy) }
    assert.deepEqual(judgeImage(structuredClone(image), plain, at), judgeImage(image, policy, at))
  })

  test('is nothing in a proven attestation, and all in what only claims to be one', () => {
    const layers = [{ digest: digest('b2'), size: 1, mediaType: inToto }]
    const policy = policyOf([small])
    assert.deepEqual(judgeImage({ ...image, layers }, policy, at), [])
    const verification = { ...image.verification, verdict: 'unverifiable', proof: null } as const
    assert.deepEqual(briefly(judgeImage({ ...image, layers, verification }, policy, at)), [
      'error policy-size',
    ])
  })

  test('has its row in the catalogue, at the severity of a rule that names none', () => {
    const rows = checks.filter(({ id }) => id.startsWith('policy-'))
    assert.deepEqual(
      rows.map(({ id, severity }) => [id, severity]),
      [
        ...ruleNames.map((name) => [`policy-${name}`, 'error']),
        ['policy-waiver-expired', 'error'],
        ['policy-waived', 'info'],
      ],
    )
  })
})
