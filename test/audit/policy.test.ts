import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { audit, auditIntoStore } from '../../lib/audit/audit.ts'
import { auditTable } from '../../lib/audit/table.ts'
import { whatGotWorse } from '../../lib/audit/worse.ts'
import { auditImage } from '../../lib/policy/judge.ts'
import { parsePolicy } from '../../lib/policy/parse.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { fileStore } from '../../lib/store/file.ts'
import { findingOf } from '../report/sample-report.ts'
import { manyImage, storeMany } from './many.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-audit-policy-'))
after(() => rmSync(work, { recursive: true, force: true }))
const newStore = () => fileStore(mkdtempSync(join(work, 'store-')))

const at = new Date('2026-03-01T02:00:00.000Z')
const policyBytes = (rules: readonly object[], waivers: readonly object[] = []) =>
  Buffer.from(JSON.stringify({ apiVersion: 'image-assay/v1', kind: 'Policy', rules, waivers }))

/** Images that differ in whatever a rule looks at. */
const images: readonly ImageReport[] = Array.from({ length: 240 }, (_, number) => {
  const image = manyImage(number, 0)
  return {
    ...image,
    kind: number % 5 === 0 ? 'Image' : image.kind,
    created: number % 4 === 0 ? null : new Date(Date.UTC(2025, number % 24, 1)).toISOString(),
    mediaType: number % 3 === 0 ? 'application/vnd.docker.distribution.manifest.v1+json' : image.mediaType,
    config:
      image.config === null
        ? null
        : number % 7 === 0
          ? null
          : { ...image.config, verdict: 'verified', proof: number % 2 === 0 ? 'embedded' : 'evidence' },
    layers: image.layers.map((layer, index) => ({
      ...layer,
      mediaType:
        number % 11 === 0
          ? (['application/vnd.in-toto+json', 'application/x.odd', null][index % 3] ?? null)
          : null,
    })),
    platforms: image.platforms.map((platform) => ({
      ...platform,
      os: number % 2 === 0 ? null : 'linux',
      architecture: number % 3 === 0 ? 'arm64' : 'amd64',
      variant: number % 6 === 0 ? 'v8' : null,
    })),
  }
})
const everyRule = [
  { rule: 'age', days: 365, severity: 'warning' },
  { rule: 'platforms', require: ['linux/amd64', 'linux/arm64'] },
  { rule: 'size', maximum: 20_000, images: [{ stream: 'team-*/*' }] },
  { rule: 'layers', maximum: 6, except: [{ stream: '*/*:v1' }] },
  { rule: 'manifest-proof', accept: ['embedded', 'evidence'] },
  { rule: 'config-proof', accept: ['embedded'] },
  { rule: 'signer', keys: ['AABBCCDDEEFF0011'], severity: 'info' },
  { rule: 'registry', allow: ['registry.example/team-1*/**'] },
  { rule: 'media-type', forbid: ['schema1', 'application/x.*'] },
]
const waivers = [
  { rule: 'size', images: [{ stream: 'team-2/*' }], reason: 'soon', expires: '2026-03-02T00:00:00Z' },
  { rule: 'age', images: [{ stream: 'team-3/*' }], reason: 'late', expires: '2026-02-01T00:00:00Z' },
]

suite('by a policy of every rule an audit says what judging each image says', async () => {
  const store = newStore()
  const bytes = policyBytes(everyRule, waivers)
  await storeMany(store, { name: 'a/x.json', images })
  await store.put('policy.json', bytes)
  const report = await audit(store, at)
  const policy = parsePolicy(bytes, 'the policy')
  const expected = images.flatMap((image) =>
    auditImage(image, policy, at).map((violation) => ({ ...violation, digest: image.digest })),
  )
  const checks = Map.groupBy(expected, ({ check, severity }) => `${severity} ${check}`)

  test('that breaks every rule, waives and finds a waiver expired', () =>
    assert.deepEqual(
      [...new Set(expected.map(({ check }) => check))].toSorted(),
      [...everyRule.map(({ rule }) => `policy-${rule}`), 'policy-waived', 'policy-waiver-expired'].toSorted(),
    ))
  test('how often each rule is broken', () =>
    assert.deepEqual(
      report.answers.policy
        ?.map((row) => [row.severity, row.check, row.findings, row.images].join(' '))
        .toSorted(),
      [...checks]
        .map(([name, some]) => [name, some.length, new Set(some.map(({ digest }) => digest)).size].join(' '))
        .toSorted(),
    ))
  test('which images break it', () => {
    const line = (row: Readonly<Record<string, unknown>>) =>
      [row.severity, row.check, row.digest, row.message, row.expected].join(' | ')
    const all = new Set(expected.map(line))
    const rows = report.answers.violations ?? []
    assert.equal(rows.length, Math.min(1000, expected.length))
    for (const row of rows) assert.ok(all.has(line(row)), line(row))
  })
  test('in the findings of the summary', () => {
    const own = (severity: string) => expected.filter((one) => one.severity === severity).length
    const others = images.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error')
    assert.deepEqual(report.summary.findings, {
      error: own('error') + others.length,
      warning: own('warning'),
      info: own('info'),
    })
  })
  test('in the table', () => {
    const table = auditTable(report, 100, false)
    for (const { check, findings } of report.answers.policy ?? [])
      assert.match(
        table,
        new RegExp(`^  \\w+ +${Number(findings).toLocaleString('en-US')}  ${String(check)},`, 'm'),
      )
    assert.match(table, /^Platforms that the policy requires and that are missing$/m)
  })
})

suite('what a stream lacks is told by the rule that reports are judged by', () => {
  type Given = [os: string | null, architecture: string, variant: string | null]
  const cases: [what: string, given: Given[], required: string, missing: boolean][] = [
    ['the same', [['linux', 'arm64', 'v8']], 'linux/arm64/v8', false],
    ['the usual variant, not said', [['linux', 'arm64', null]], 'linux/arm64/v8', false],
    ['the usual variant, not asked for', [['linux', 'arm64', 'v8']], 'linux/arm64', false],
    ['another variant', [['linux', 'arm', 'v6']], 'linux/arm', true],
    ['no operating system', [[null, 'amd64', null]], 'linux/amd64', false],
    ['another operating system', [['windows', 'amd64', null]], 'linux/amd64', true],
    ['an operating system named unknown', [['unknown', 'amd64', null]], 'linux/amd64', true],
    [
      'two images, one of which covers',
      [
        ['linux', 's390x', null],
        ['linux', 'amd64', null],
      ],
      'linux/amd64',
      false,
    ],
    ['another architecture', [['linux', 's390x', null]], 'linux/amd64', true],
  ]
  for (const [what, given, required, missing] of cases)
    test(`${what}: ${missing ? 'missing' : 'covered'}`, async () => {
      const store = newStore()
      await store.put('policy.json', policyBytes([{ rule: 'platforms', require: [required] }]))
      const some = given.map(([os, architecture, variant], number) => {
        const image = manyImage(1, 0)
        const platform = [os ?? 'unknown', architecture, ...(variant === null ? [] : [variant])].join('/')
        const digest = manyImage(number, 0).digest
        return {
          ...image,
          digest,
          platforms: image.platforms.map((one) => ({ ...one, os, architecture, variant, platform })),
        }
      })
      await storeMany(store, { name: 'a/x.json', images: some })
      const { answers } = await audit(store, at)
      const { namespace, stream } = manyImage(1, 0)
      assert.deepEqual(
        answers['coverage-gaps'],
        missing ? [{ cluster: 'a', namespace, stream, platform: required }] : [],
      )
    })
  test('and only of streams that the rule is for', async () => {
    const store = newStore()
    const [one, other] = [manyImage(1, 0), manyImage(2, 0)]
    await storeMany(store, { name: 'a/x.json', images: [one, other] })
    await store.put(
      'policy.json',
      policyBytes([
        {
          rule: 'platforms',
          require: ['linux/ppc64le'],
          images: [{ stream: `${one.namespace}/${one.stream}` }],
        },
      ]),
    )
    const { answers } = await audit(store, at)
    assert.deepEqual(
      answers['coverage-gaps']?.map(({ stream }) => stream),
      [one.stream],
    )
  })
})

suite('what depends on the time is judged for the time of the audit', () => {
  const rules = [{ rule: 'size', maximum: 1, severity: 'warning' }]
  const image = { ...manyImage(1, 0), findings: [] }
  const waiver = (expires: string) => [
    { rule: 'size', images: [{ stream: `${image.namespace}/*` }], reason: 'soon', expires },
  ]
  const found = async (time: string, expires: string) => {
    const store = newStore()
    // What a report said in its time gives way to what the audit finds.
    const waived = findingOf({ check: 'policy-waived', severity: 'info' })
    await storeMany(store, { name: 'a/x.json', images: [{ ...image, findings: [waived] }] })
    await store.put('policy.json', policyBytes(rules, waiver(expires)))
    const { answers } = await audit(store, new Date(time))
    return answers.findings?.map(({ check, severity }) => `${String(severity)} ${String(check)}`).toSorted()
  }
  test('a waiver that still holds', async () =>
    assert.deepEqual(await found('2026-03-01T02:00:00Z', '2026-03-01T02:00:01Z'), ['info policy-waived']))
  test('a waiver that expired', async () =>
    assert.deepEqual(await found('2026-03-01T02:00:00Z', '2026-03-01T02:00:00Z'), [
      'warning policy-size',
      'warning policy-waiver-expired',
    ]))
  test('without a policy, what reports were made with counts', async () => {
    const store = newStore()
    const size = findingOf({ check: 'policy-size', severity: 'error', message: 'm' })
    await storeMany(store, { name: 'a/x.json', images: [{ ...image, findings: [size] }] })
    const { answers, summary } = await audit(store, at)
    assert.equal(summary.findings.error, 1)
    assert.deepEqual(
      answers.violations?.map(({ check, message }) => [check, message]),
      [['policy-size', 'm']],
    )
  })
  test('an image that grew too old is worse than at the last audit', async () => {
    const store = newStore()
    await storeMany(store, { name: 'a/x.json', images: [{ ...image, created: '2026-01-01T00:00:00Z' }] })
    await store.put('policy.json', policyBytes([{ rule: 'age', days: 90 }]))
    const first = await auditIntoStore(store, at)
    assert.deepEqual(first.report.answers.policy, [])
    const second = await auditIntoStore(store, new Date('2026-05-01T02:00:00Z'))
    assert.deepEqual(second.report.answers.policy, [
      { check: 'policy-age', severity: 'error', findings: 1, images: 1, was_images: 0 },
    ])
    assert.deepEqual(whatGotWorse(second), ['1 image more than before: policy-age (error).'])
    const third = await auditIntoStore(store, new Date('2026-05-02T02:00:00Z'))
    assert.deepEqual(whatGotWorse(third), [])
  })
})
