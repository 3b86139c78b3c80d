import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { handleSource } from '../../functions/upload/object.ts'
import { audit } from '../../lib/audit/audit.ts'
import { ruleNames } from '../../lib/policy/schema.ts'
import type { ExportReport } from '../../lib/report/schema.ts'
import { fileStore } from '../../lib/store/file.ts'
import { policyKey } from '../../lib/store/layout.ts'
import type { Store } from '../../lib/store/store.ts'
import { root } from '../docs/markdowns.ts'
import { policyOf } from '../policy/judged.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-audit-policy-in-reports-'))
after(() => rmSync(work, { recursive: true, force: true }))

const event = (name: string): Buffer => readFileSync(join(root, 'events', name))
const samples = [
  'signed/signed-image.json',
  'exports/embedded-imagestreamtag.json',
  'exports/multiarch-list.json',
  'exports/oci-buildkit.yaml',
  'exports/schema1-image.json',
  'exports/tampered-image.json',
  'exports/unverifiable-image.json',
]
const key = 'DE03208B4708B577'

/** Policies by what their rules look at: lists of an image are read only for rules that need them. */
const policies: Readonly<Record<string, readonly object[]>> = {
  signatures: [
    { rule: 'signer', keys: [key] },
    { rule: 'signer', keys: [key], identity: 'any' },
    {
      rule: 'signer',
      keys: [key],
      identity: { prefix: 'registry.example.com', signedPrefix: 'mirror.example.com' },
    },
    { rule: 'signer', keys: ['0123456789ABCDEF'], identity: 'any' },
  ],
  platforms: [{ rule: 'platforms', require: ['linux/amd64', 'linux/s390x'] }],
  'images themselves': [
    { rule: 'size', maximum: 500_000 },
    { rule: 'layers', maximum: 2 },
    { rule: 'manifest-proof', accept: ['embedded'] },
    { rule: 'config-proof', accept: ['embedded'] },
    { rule: 'registry', allow: ['registry.example.com/base/*'] },
    { rule: 'media-type', forbid: ['schema1', 'application/vnd.docker.image.rootfs.*'] },
  ],
}

type Said = Readonly<Record<string, unknown>>

/** What a policy says of images, by text, whoever judged. */
const judgements = (some: readonly Said[]): string[] =>
  some
    .map(({ digest, check, severity, message, expected, actual }) =>
      JSON.stringify({ digest, check, severity, message, expected, actual }),
    )
    .toSorted()

/** Stores a sample's report, as an upload does; gives what it says about the policy. */
const saidOf = async (store: Store, name: string): Promise<Said[]> => {
  const outcome = await handleSource(
    { store },
    {
      name: `a/${name}`,
      open: async function* () {
        yield event(name)
      },
    },
  )
  const bytes = await store.get(outcome.outcome === 'reported' ? outcome.report : '')
  const { images }: ExportReport = JSON.parse(Buffer.from(bytes ?? '').toString())
  return images.flatMap(({ digest, findings }) =>
    findings.filter(({ check }) => check.startsWith('policy-')).map((finding) => ({ digest, ...finding })),
  )
}

suite('an audit finds in the samples what their reports say, by rules about', () => {
  for (const [what, rules] of Object.entries(policies))
    test(what, async () => {
      const store = fileStore(mkdtempSync(join(work, 'store-')))
      await store.put('keys/release.asc', event('signed/webshop-release.asc'))
      await store.put(policyKey, Buffer.from(JSON.stringify(policyOf(rules))))
      const said: Said[] = []
      for (const name of samples) said.push(...(await saidOf(store, name)))
      const { answers } = await audit(store, new Date('2026-03-01T02:00:00.000Z'))
      assert.ok(said.length > 0)
      assert.deepEqual(judgements(answers.violations ?? []), judgements(said))
    })
  test('a rule of every kind but those that only audits judge', () => {
    const tried = new Set(policyOf(Object.values(policies).flat()).rules.map(({ rule }) => rule))
    assert.deepEqual(
      ruleNames.filter((name) => !tried.has(name)),
      ['age'],
    )
  })
})
