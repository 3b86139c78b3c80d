import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { policyDigest } from '../../lib/policy/digest.ts'
import { parsePolicy } from '../../lib/policy/parse.ts'
import { read } from '../docs/markdowns.ts'
import { isAssayError } from '../store/assay-error.ts'

const valid = {
  apiVersion: 'image-assay/v1',
  kind: 'Policy',
  rules: [{ rule: 'size', maximum: 1000 }],
  waivers: [{ rule: 'size', images: [{ stream: 'shop/*' }], reason: 'why', expires: '2026-03-01T00:00:00Z' }],
}
const [waiver] = valid.waivers
const parse = (text: string | Buffer) => parsePolicy(Buffer.from(text), 'p.json')
const rule = (value: unknown) => JSON.stringify({ ...valid, rules: [value] })
const waived = (changes: object) => JSON.stringify({ ...valid, waivers: [{ ...waiver, ...changes }] })
const selecting = (value: unknown) => waived({ images: [value] })

const names =
  'one of "platforms", "size", "layers", "manifest-proof", "config-proof", "signer", "registry", "age", "media-type"'
const streamRemedy =
  'write NAMESPACE/STREAM or NAMESPACE/STREAM:TAG, with * for any part of one of them, such as webshop/*'
const repositoryRemedy =
  'write REGISTRY/REPOSITORY without tag and digest, such as quay.io/acme/**, or ** for all'
const dayRemedy = 'write a time in UTC such as 2026-03-01T00:00:00Z'

/** What is refused, and where and how the message says to mend it. */
const refused: [what: string, text: string | Buffer, message: string][] = [
  ['no bytes', '', 'the policy is no JSON: a value is due, not the end (byte 0)'],
  ['no JSON', '{"kind":', '/kind is no JSON: a value is due, not the end (byte 8)'],
  ['a list', '[]', '/apiVersion is missing; /kind is missing; /rules is missing'],
  ['a text', '"Policy"', 'the policy is "Policy": write an object'],
  [
    'a byte-order mark',
    `\ufeff${JSON.stringify(valid)}`,
    'the policy begins with a byte-order mark (byte 0)',
  ],
  ['trailing data', `${JSON.stringify(valid)}x`, 'the policy'],
  [
    'a member given twice',
    '{"kind":"Policy","kind":"Policy"}',
    '/kind names "kind" twice in one object (byte 17)',
  ],
  [
    'a member given twice, deep inside',
    JSON.stringify(valid).replace('"maximum":1000', '"maximum":1000,"maximum":9000'),
    '/rules/0/maximum names "maximum" twice in one object',
  ],
  [
    'another apiVersion',
    JSON.stringify({ ...valid, apiVersion: 'v2' }),
    '/apiVersion is "v2": write "image-assay/v1"',
  ],
  ['another kind', JSON.stringify({ ...valid, kind: 'policy' }), '/kind is "policy": write "Policy"'],
  ['no rules', JSON.stringify({ ...valid, rules: undefined }), '/rules is missing'],
  [
    'an unknown member',
    JSON.stringify({ ...valid, rulez: [] }),
    '/rulez is no field that there is: mend its name or take it out',
  ],
  [
    'a member in other letters',
    JSON.stringify({ ...valid, Waivers: [] }),
    '/Waivers is no field that there is: mend its name or take it out',
  ],
  ['an unknown rule', rule({ rule: 'sise', maximum: 1 }), `/rules/0/rule is "sise": write ${names}`],
  ['a rule without a name', rule({ maximum: 1 }), `/rules/0/rule is nothing: write ${names}`],
  ['a rule that is a text', rule('size'), '/rules/0 is "size": write an object'],
  [
    'a misspelt member of a rule',
    rule({ rule: 'size', maximum: 1, severty: 'info' }),
    '/rules/0/severty is no field that there is: mend its name or take it out',
  ],
  ['a missing member of a rule', rule({ rule: 'size' }), '/rules/0/maximum is missing'],
  ['a number as text', rule({ rule: 'size', maximum: '1' }), '/rules/0/maximum is "1": write a number'],
  [
    'half a byte',
    rule({ rule: 'size', maximum: 0.5 }),
    '/rules/0/maximum is 0.5: write a whole number of bytes',
  ],
  [
    'fewer than no bytes',
    rule({ rule: 'size', maximum: -1 }),
    '/rules/0/maximum is -1: write a whole number of bytes',
  ],
  [
    'a severity that there is not',
    rule({ rule: 'size', maximum: 1, severity: 'fatal' }),
    '/rules/0/severity is "fatal": write one of "error", "warning", "info"',
  ],
  ['no platforms', rule({ rule: 'platforms', require: [] }), '/rules/0/require is a list: name a platform'],
  [
    'a platform that is none',
    rule({ rule: 'platforms', require: ['arm64'] }),
    '/rules/0/require/0 is "arm64": write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64',
  ],
  [
    'a proof that there is not',
    rule({ rule: 'manifest-proof', accept: ['any'] }),
    '/rules/0/accept/0 is "any": write one of "embedded", "reserialized", "evidence", "reconstructed"',
  ],
  [
    'a proof that configs have not',
    rule({ rule: 'config-proof', accept: ['reconstructed'] }),
    '/rules/0/accept/0 is "reconstructed": write one of "embedded", "evidence"',
  ],
  [
    'a short key ID',
    rule({ rule: 'signer', keys: ['89ABCDEF'] }),
    '/rules/0/keys/0 is "89ABCDEF": write a key ID of 16 hex digits or a whole fingerprint',
  ],
  [
    'an identity of no kind',
    rule({ rule: 'signer', keys: ['0123456789ABCDEF'], identity: 'quay.io/acme' }),
    '/rules/0/identity is "quay.io/acme": write one of "matching", "any", an object',
  ],
  [
    'an identity with a tag',
    rule({
      rule: 'signer',
      keys: ['0123456789ABCDEF'],
      identity: { prefix: 'quay.io', signedPrefix: 'quay.io/acme:1' },
    }),
    '/rules/0/identity/signedPrefix is "quay.io/acme:1": write REGISTRY or REGISTRY/REPOSITORY, or whole parts of one, without tag and digest',
  ],
  [
    'a registry alone',
    rule({ rule: 'registry', allow: ['quay.io'] }),
    `/rules/0/allow/0 is "quay.io": ${repositoryRemedy}`,
  ],
  [
    'a repository with a tag',
    rule({ rule: 'registry', allow: ['quay.io/a/b:1'] }),
    `/rules/0/allow/0 is "quay.io/a/b:1": ${repositoryRemedy}`,
  ],
  ['no days', rule({ rule: 'age', days: 0 }), '/rules/0/days is 0: write a whole number of days'],
  [
    'a media type that is none',
    rule({ rule: 'media-type', forbid: ['schema2'] }),
    '/rules/0/forbid/0 is "schema2": write schema1, or a media type in small letters, in which * stands for any characters but /',
  ],
  [
    'a waiver without a reason',
    waived({ reason: ' ' }),
    '/waivers/0/reason is " ": write why, for those who read the report',
  ],
  ['a waiver without an end', waived({ expires: undefined }), '/waivers/0/expires is missing'],
  [
    'a waiver until a day',
    waived({ expires: '2026-03-01' }),
    `/waivers/0/expires is "2026-03-01": ${dayRemedy}`,
  ],
  [
    'a waiver until a time of another zone',
    waived({ expires: '2026-03-01T00:00:00+01:00' }),
    `/waivers/0/expires is "2026-03-01T00:00:00+01:00": ${dayRemedy}`,
  ],
  [
    'a waiver until a day that there is not',
    waived({ expires: '2026-02-30T00:00:00Z' }),
    '/waivers/0/expires is 2026-02-30T00:00:00Z: the calendar has no such day',
  ],
  ['a waiver for all images', waived({ images: undefined }), '/waivers/0/images is missing'],
  [
    'a waiver for no images',
    waived({ images: [] }),
    '/waivers/0/images is a list: name some images, or leave the field out',
  ],
  [
    'a waiver of a finding',
    waived({ rule: 'manifest-digest' }),
    `/waivers/0/rule is "manifest-digest": write ${names}`,
  ],
  [
    'a selector of nothing',
    selecting({}),
    '/waivers/0/images/0 is an object: name a stream, a repository or a digest',
  ],
  ['a selector that is a text', selecting('shop/*'), '/waivers/0/images/0 is "shop/*": write an object'],
  [
    'a stream without a namespace',
    selecting({ stream: 'ruby' }),
    `/waivers/0/images/0/stream is "ruby": ${streamRemedy}`,
  ],
  [
    'a stream in capitals',
    selecting({ stream: 'shop/Ruby' }),
    `/waivers/0/images/0/stream is "shop/Ruby": ${streamRemedy}`,
  ],
  [
    'a stream by a regular expression',
    selecting({ stream: '^shop/.+$' }),
    `/waivers/0/images/0/stream is "^shop/.+$": ${streamRemedy}`,
  ],
  [
    'a digest that is cut',
    selecting({ digest: 'sha256:0123' }),
    '/waivers/0/images/0/digest is "sha256:0123": write the whole digest, algorithm:hex in small letters',
  ],
]

suite('a policy is refused that has', () => {
  for (const [what, text, message] of refused)
    test(what, () =>
      assert.throws(
        () => parse(text),
        (error) => {
          assert.ok(isAssayError('policy-invalid')(error))
          assert.ok(error instanceof Error && error.message.startsWith(`p.json: ${message}`), String(error))
          return true
        },
      ),
    )

  test('six faults, of which five are named', () =>
    assert.throws(
      () => parse(JSON.stringify({ ...valid, rules: [1, 2, 3, 4, 5, 6] })),
      /^AssayError: p\.json: \/rules\/0 is 1: write an object; .*; \/rules\/4 is 5: write an object; and 1 more$/,
    ))
})

suite('a policy', () => {
  test('has defaults', () =>
    assert.deepEqual(parse(JSON.stringify({ ...valid, waivers: undefined })), {
      apiVersion: 'image-assay/v1',
      kind: 'Policy',
      rules: [{ rule: 'size', maximum: 1000, severity: 'error' }],
      waivers: [],
    }))

  test('may name its schema', () =>
    assert.equal(parse(JSON.stringify({ $schema: 'policy.schema.json', ...valid })).rules.length, 1))

  test('is what the sample is', () => assert.equal(parse(read('events/policy.json')).rules.length, 9))

  const digestOf = (text: string) => policyDigest(parse(text))
  for (const [what, text, same] of [
    ['white space', JSON.stringify(valid, null, 2), true],
    ['order of members', JSON.stringify(Object.fromEntries(Object.entries(valid).toReversed())), true],
    ['defaults written out', rule({ rule: 'size', maximum: 1000, severity: 'error' }), true],
    ['$schema', JSON.stringify({ ...valid, $schema: 'x' }), true],
    ['rules', rule({ rule: 'size', maximum: 1001 }), false],
    ['waivers', waived({ reason: 'because' }), false],
  ] as const)
    test(`has ${same ? 'the same' : 'another'} digest with other ${what}`, () =>
      assert.equal(digestOf(text) === digestOf(JSON.stringify(valid)), same))
})
