import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { parseAllDocuments } from 'yaml'
import { type AssayOptions, reportSources } from '../../lib/assay.ts'
import type { Digest } from '../../lib/digest.ts'
import type { Source } from '../../lib/export/source.ts'
import { findManifest } from '../../lib/find-manifest.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import type { Limits } from '../../lib/limits.ts'
import { parsePolicy } from '../../lib/policy/parse.ts'
import type { ExportReport } from '../../lib/report/schema.ts'
import { sourceOf } from '../export/collect.ts'
import { entangled } from '../verify/entangled.ts'

const folder = join(import.meta.dirname, '../../events')
const samples = readdirSync(join(folder, 'exports')).map((name) =>
  readFileSync(join(folder, 'exports', name), 'utf8'),
)
const broken = readFileSync(join(folder, 'broken/mixed-kinds.json'), 'utf8')

/** So much that other threads are called in: every sample in turn, each JSON document after the other. */
const large = (() => {
  const json = samples.filter((text) => text.startsWith('{'))
  const once = [...json, broken].join('\n')
  return once.repeat(Math.ceil((6 * 2 ** 20) / once.length))
})()

const sources = (): Source[] => [
  sourceOf(large, 2 ** 16, 'large'),
  sourceOf(samples.join('\n'), 1000, 'small'),
]

/** An index, an image of it and an attestation at one end, and the attestation again at the other. */
const attested = (): Source[] => {
  const yaml = readFileSync(join(folder, 'exports/oci-buildkit.yaml'), 'utf8')
  const documents = parseAllDocuments(yaml).map((document) => JSON.stringify(document))
  const attestation = documents.filter((text) => text.includes('in-toto'))
  assert.equal(attestation.length, 1)
  return [sourceOf([...attestation, large, ...documents].join('\n'))]
}

const assayed = async (options: AssayOptions, given = sources()) => {
  const reports = reportSources(given, options)
  const lines: string[] = []
  for (;;) {
    const step = await reports.next()
    if (step.done) return { lines, outcome: canonicalJson(step.value) }
    for (const { source, findings, line, report } of step.value) {
      assert.equal(line(), canonicalJson(report()))
      assert.equal(source, report().source)
      lines.push(`${canonicalJson(findings)} ${line()}`)
    }
  }
}

const named = (image: JsonObject | undefined, count: number): readonly JsonObject[] =>
  Array.from({ length: count }, (_, n) => {
    const name = `sha256:${n.toString(16).padStart(64, '0')}`
    return { ...image, metadata: { name }, dockerImageReference: `registry.example/team/app-${n}@${name}` }
  })

/** Searches of a second and more, of images that nothing proves, and what they end in. */
const longSearches: readonly (readonly [
  what: string,
  limits: Partial<Limits>,
  lonely: readonly JsonObject[],
  ends: readonly string[],
])[] = [
  [
    'the false field',
    { repairHashes: 200_000 },
    named(entangled.twoLies, 16),
    ['"reason":"field-contradicted"', 'os-version"', 'the search for one false field was stopped after'],
  ],
  [
    'annotations',
    { repairHashes: 1 },
    named(entangled.lonely, 100),
    ['+base"', 'the search for annotations that tools add was stopped after 20000 hashes'],
  ],
]

suite('any number of threads', () => {
  test('gives the same report to the byte', async () => {
    const one = await assayed({ jobs: 1 })
    assert.ok(one.lines.length > 1000)
    for (const jobs of [2, 3]) assert.deepEqual(await assayed({ jobs }), one, `${jobs} threads`)
  })

  test('uses evidence alike', async () => {
    const blanked = join(folder, 'exports/blanked-imagestreamimage.json')
    const found = await findManifest([sourceOf(readFileSync(blanked))], '62133487')
    assert.ok(found.status === 'proven')
    const known = new Map([[found.digest, Buffer.from(found.bytes)]])
    const evidence = { get: async (digest: Digest) => known.get(digest) ?? null }
    const one = await assayed({ jobs: 1, evidence })
    assert.deepEqual(await assayed({ jobs: 2, evidence }), one)
    const { evidence: used } = JSON.parse(one.outcome) as { evidence: string[] }
    assert.deepEqual(used, [found.digest])
  })

  test('leaves attestations of an index out of the platforms alike', async () => {
    const one = await assayed({ jobs: 1 }, attested())
    for (const jobs of [2, 3]) assert.deepEqual(await assayed({ jobs }, attested()), one, `${jobs} threads`)
    const { frame } = JSON.parse(one.outcome) as { frame: Pick<ExportReport, 'summary'> }
    const attestations = one.lines.filter((line) => line.includes('"platform":"unknown/unknown"'))
    assert.ok(attestations.length >= 2)
    assert.ok(!frame.summary.platforms.some(({ platform }) => platform === 'unknown/unknown'))
  })

  test('judges by a policy alike', async () => {
    const policy = parsePolicy(readFileSync(join(folder, 'policy.json')), 'policy.json')
    const at = new Date('2026-01-31T00:00:00Z')
    const one = await assayed({ jobs: 1, policy, at })
    assert.deepEqual(await assayed({ jobs: 2, policy, at }), one)
    assert.ok(one.lines.some((line) => line.includes('policy-waived')))
    assert.match(one.outcome, /"at":"2026-01-31T00:00:00.000Z"/)
  })

  test('keeps limits', async () => {
    const limits = { layers: 1 }
    assert.deepEqual(await assayed({ jobs: 2, limits }), await assayed({ jobs: 1, limits }))
  })

  test('fails with what evidence fails with', async () => {
    const fault = new Error('the store went away')
    const evidence = { get: () => Promise.reject(fault) }
    await assert.rejects(assayed({ jobs: 2, evidence }), (error) => error === fault)
  })

  test('are called in for exports that are worth it, and where nobody knows how large they are', async () => {
    let started = 0
    const count = () => {
      started++
    }
    process.on('worker', count)
    const startedFor = async (content: string, size?: number): Promise<number> => {
      started = 0
      const source = { ...sourceOf(content, 2 ** 16), ...(size !== undefined && { size }) }
      const reports = reportSources([source], { jobs: 3 })
      while (!(await reports.next()).done);
      return started
    }
    const unknown = await startedFor(large)
    const small = await startedFor(large, large.length)
    const huge = await startedFor(large, 1e12)
    assert.deepEqual({ unknown, small, huge }, { unknown: 2, small: 0, huge: 2 })
    process.off('worker', count)
  })

  for (const [what, limits, lonely, ends] of longSearches)
    test(`are called in for long searches for ${what}, and find the same`, async () => {
      const items = [...Object.values(entangled), ...lonely]
      const list = JSON.stringify({ kind: 'List', apiVersion: 'v1', items })
      const started: unknown[] = []
      const count = (worker: unknown) => started.push(worker)
      process.on('worker', count)
      const one = await assayed({ jobs: 1, limits }, [sourceOf(list)])
      assert.equal(started.length, 0)
      const several = await assayed({ jobs: 3, limits }, [sourceOf(list)])
      process.off('worker', count)
      assert.equal(started.length, 2)
      assert.deepEqual(several, one)
      for (const end of ends)
        assert.ok(
          one.lines.some((line) => line.includes(end)),
          end,
        )
    })

  test('ends its threads with who stops reading', async () => {
    const reports = reportSources(sources(), { jobs: 2 })
    const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length
    while (threads() === 0) assert.ok(!(await reports.next()).done)
    await reports.return(undefined as never)
    assert.equal(threads(), 0)
  })
})
