import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { handleSource } from '../../functions/upload/object.ts'
import { assay, parsePolicy } from '../../lib/index.ts'
import { policyDigest } from '../../lib/policy/digest.ts'
import { fileStore } from '../../lib/store/file.ts'
import { policyKey } from '../../lib/store/layout.ts'
import { read, root } from '../docs/markdowns.ts'
import { newFolder, post, testApp } from '../functions/http/test-app.ts'
import { runCli } from '../functions/run-cli.ts'
import { contentOf } from '../functions/upload/stored.ts'
import { isAssayError } from '../store/assay-error.ts'

const file = join(root, 'events/policy.json')
const policy = parsePolicy(readFileSync(file), 'policy.json')
const sample = (name: string): Buffer => readFileSync(join(root, 'events/exports', name))
const frontend = 'blanked-imagestreamimage.json'
const before = new Date('2026-01-31T00:00:00Z')
const after = new Date('2026-03-01T00:00:00Z')

const policyFindings = async (name: string, at: Date) => {
  const { images, summary } = await assay(sample(name), { policy, at })
  const checks = images.flatMap(({ findings }) =>
    findings
      .filter(({ check }) => check.startsWith('policy-'))
      .map(({ check, severity }) => `${severity} ${check}`),
  )
  return { checks, at: summary.at }
}

suite('a report under the sample policy has of', () => {
  for (const [name, at, checks, told] of [
    [frontend, before, ['info policy-waived', 'info policy-config-proof'], true],
    [
      frontend,
      after,
      ['warning policy-size', 'warning policy-waiver-expired', 'info policy-config-proof'],
      true,
    ],
    ['embedded-imagestreamtag.json', after, ['error policy-platforms', 'warning policy-signer'], false],
    ['schema1-image.json', after, ['error policy-media-type'], false],
    ['tampered-image.json', after, ['error policy-manifest-proof'], false],
    ['unverifiable-image.json', after, ['error policy-manifest-proof'], false],
    ['multiarch-list.json', after, [], false],
    ['oci-buildkit.yaml', after, [], false],
  ] as const)
    test(`${name} at ${at.toISOString()}: ${checks.join(', ') || 'nothing'}${told ? ', and the time' : ''}`, async () =>
      assert.deepEqual(await policyFindings(name, at), { checks, at: told ? at.toISOString() : undefined }))

  test('any of them the same findings but for those of the policy', async () => {
    const judged = await assay(sample(frontend), { policy, at: after })
    const plain = await assay(sample(frontend))
    const rest = judged.images.map((image) => ({
      ...image,
      findings: image.findings.filter(({ check }) => !check.startsWith('policy-')),
    }))
    assert.deepEqual(rest, plain.images)
  })
})

/** A store that holds the sample policy, and an export with a time beside it. */
const world = async () => {
  const folder = newFolder()
  const store = fileStore(folder)
  await store.put(policyKey, readFileSync(file))
  const source = join(newFolder(), frontend)
  writeFileSync(source, sample(frontend))
  return { folder, store, source }
}

const reportIn = async (store: ReturnType<typeof fileStore>): Promise<string> => {
  const [report] = Object.entries(await contentOf(store)).filter(([key]) => key.endsWith('report.json'))
  return report?.[1] ?? assert.fail('no report')
}

suite('the policy of a store counts', () => {
  const at = after.toISOString()

  test('for assay report, like the same policy given as a file', async () => {
    const { folder, store, source } = await world()
    const stored = await runCli(['report', source, '--store', `file:${folder}`, '--at', at])
    const given = await runCli(['report', source, '--policy', file, '--at', at])
    assert.match(stored.stdout, /"policy-size"/)
    assert.equal(stored.stdout, given.stdout)
    assert.equal(await reportIn(store), given.stdout)
  })

  test('for assay report less than a policy given as a file', async () => {
    const { folder, source } = await world()
    const other = join(folder, 'other.json')
    writeFileSync(other, JSON.stringify({ apiVersion: 'image-assay/v1', kind: 'Policy', rules: [] }))
    const { stdout } = await runCli(['report', source, '--store', `file:${folder}`, '--policy', other])
    assert.doesNotMatch(stdout, /policy-/)
  })

  test('for uploads, at the time of the upload', async () => {
    const { folder, store, source } = await world()
    await handleSource(
      { store },
      {
        name: frontend,
        lastModified: after,
        open: async function* () {
          yield sample(frontend)
        },
      },
    )
    const given = await runCli(['report', source, '--policy', file, '--at', at])
    assert.equal(await reportIn(store), given.stdout)
    const again = await runCli(['report', source, '--store', `file:${folder}`, '--at', at])
    assert.equal(again.status, 0, 'the same version')
  })

  test('for HTTP', async () => {
    const { store } = await world()
    const response = await post(testApp({ store }).app, sample(frontend), '?store=true')
    assert.equal(response.status, 201)
    assert.match(await response.text(), /"policy-(?:waived|size)"/)
  })

  test('and is refused where it is none, rather than left out', async () => {
    const store = fileStore(newFolder())
    await store.put(policyKey, Buffer.from('{"rules":[]}'))
    const source = {
      name: frontend,
      open: async function* () {
        yield sample(frontend)
      },
    }
    await assert.rejects(
      handleSource({ store }, source),
      isAssayError('policy-invalid', 'policy.json in the store', '/apiVersion is missing'),
    )
    const { app, faults } = testApp({ store })
    assert.equal((await post(app, sample(frontend))).status, 503)
    assert.ok(isAssayError('policy-invalid')(faults[0]))
  })
})

test('the version of a report counts the policy, and the time where it mattered', async () => {
  const { source } = await world()
  const versionFor = async (...args: string[]): Promise<string> => {
    const folder = newFolder()
    const { stderr } = await runCli(['report', source, '--store', `file:${folder}`, ...args])
    return /\/([0-9a-f]{32})\/report\.json/.exec(stderr)?.[1] ?? assert.fail(stderr)
  }
  const empty = join(newFolder(), 'empty.json')
  writeFileSync(empty, JSON.stringify({ apiVersion: 'image-assay/v1', kind: 'Policy', rules: [] }))
  const early = before.toISOString()
  const late = after.toISOString()
  assert.notEqual(await versionFor('--policy', empty), await versionFor())
  assert.equal(
    await versionFor('--policy', empty, '--at', early),
    await versionFor('--policy', empty, '--at', late),
  )
  assert.notEqual(
    await versionFor('--policy', file, '--at', early),
    await versionFor('--policy', file, '--at', late),
  )
  assert.match(policyDigest(policy), /^sha256:/)
})

test('the sample policy has a rule of every kind', () => {
  const kinds = new Set(policy.rules.map(({ rule }) => rule))
  assert.equal(kinds.size, 9)
  assert.equal(parsePolicy(Buffer.from(read('events/policy.json')), 'policy.json').waivers.length, 1)
})
