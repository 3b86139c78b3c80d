import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it, test } from 'node:test'
import fc from 'fast-check'
import { audit } from '../../lib/audit/audit.ts'
import { auditTable } from '../../lib/audit/table.ts'
import { mostGiven } from '../../lib/checks/dispute.ts'
import { repositoryOf } from '../../lib/image/name.ts'
import { longestReference } from '../../lib/image/reference.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { fileStore } from '../../lib/store/file.ts'
import { digest, imageReport } from '../report/sample-report.ts'
import { summaryOf } from '../report/summary-of.ts'
import { type FleetImage, storeReport } from './fleet.ts'
import { withoutColumn } from './without-column.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-fleet-summary-'))
after(() => rmSync(work, { recursive: true, force: true }))
const newFolder = (): string => mkdtempSync(join(work, 'store-'))

const at = new Date('2026-03-01T02:00:00.000Z')
const image = (changes: Partial<FleetImage> = {}): FleetImage => ({
  id: 'a1',
  verdict: 'verified',
  layers: [{ digest: digest('b1'), size: 100 }],
  config: { digest: digest('c1'), size: 10 },
  ...changes,
})

const [onePlatform = assert.fail()] = imageReport().platforms

/** Digests in their order. */
const numbered = (number: number): string => digest(number.toString(16).padStart(64, '0'))
const conflict = (number: number, value = '1') => ({
  digest: numbered(number),
  path: '/size',
  values: [value],
  images: ['x'],
})
const conflicts = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => conflict(from + index))

test('what is no platform is shortened in all answers, as in the summary of an export', async () => {
  const store = fileStore(newFolder())
  const platform = `linux/${'x'.repeat(10_000)}`
  await storeReport(store, { name: 'a', images: [image({ platform })] })
  const { summary, answers } = await audit(store, at)
  const { platforms } = summaryOf([imageReport({ platforms: [{ ...onePlatform, platform }] })])
  assert.match(platforms[0]?.platform ?? '', /^linux\/x{194}… \(10006 characters\)$/)
  assert.deepEqual(summary.platforms, platforms)
  for (const name of ['platforms', 'coverage'])
    assert.deepEqual(
      answers[name]?.map((row) => row.platform),
      platforms.map((one) => one.platform),
      name,
    )
})

describe('the summary of a fleet names up to a limit, and counts all', () => {
  it('conflicts: the first by digest, those of two reports once, and what reports only count', async () => {
    const store = fileStore(newFolder())
    const all = defaultLimits.conflicts + 205
    const last = { ...conflict(defaultLimits.conflicts - 1), path: '/dockerImageLayers' }
    await storeReport(store, {
      name: 'a',
      images: [image()],
      summary: { conflicts: conflicts(0, 700), moreConflicts: 7 },
    })
    await storeReport(store, {
      name: 'b',
      images: [image()],
      summary: { conflicts: [conflict(0, '2'), last, ...conflicts(500, all)] },
    })
    const report = await audit(store, at)
    const { summary } = report
    assert.deepEqual(summary.conflicts, [
      { ...conflict(0), values: ['1', '2'] },
      ...conflicts(1, defaultLimits.conflicts - 1),
      last,
    ])
    assert.equal(summary.moreConflicts, 1 + 205 + 7)
    assert.equal(summary.findings.error, 1 + all + 7)
    // No limit of an audit sets how many.
    const table = auditTable(report, 100, false)
    assert.match(table, /and 1,2\d\d more: --format json names 1,000 in all\n/)
  })

  it('the values of one conflict: as many as one report names', async () => {
    const store = fileStore(newFolder())
    const values = Array.from({ length: 180 }, (_, index) => String(1000 + index))
    for (const from of [0, 60, 120]) {
      const own = { ...conflict(1), values: values.slice(from, from + 60) }
      await storeReport(store, { name: String(from), images: [image()], summary: { conflicts: [own] } })
    }
    const { summary } = await audit(store, at)
    assert.deepEqual(summary.conflicts, [{ ...conflict(1), values: values.slice(0, mostGiven) }])
    assert.equal(summary.findings.error, 1)
  })

  it('platforms: those of most images, sorted by name', async () => {
    const store = fileStore(newFolder())
    const names = Array.from(
      { length: defaultLimits.platforms + 3 },
      (_, index) => `linux/p${String(index).padStart(4, '0')}`,
    )
    const common = names.slice(-3)
    await storeReport(store, { name: 'a', images: names.map((platform) => image({ platform })) })
    await storeReport(store, { name: 'b', images: common.map((platform) => image({ platform })) })
    const { summary } = await audit(store, at)
    const named = [...names.slice(0, defaultLimits.platforms - 3), ...common]
    assert.deepEqual(
      summary.platforms,
      named.map((platform) => ({ platform, images: common.includes(platform) ? 2 : 1 })),
    )
    assert.equal(summary.otherPlatforms, 3)
  })

  it('what is wanted: the first by name', async () => {
    const store = fileStore(newFolder())
    const ids = Array.from({ length: 1003 }, (_, index) => index.toString(16).padStart(64, '0'))
    const images = ids.map((id) => image({ id, verdict: 'unverifiable' }))
    await storeReport(store, { name: 'a', images })
    await storeReport(store, { name: 'b', images: images.slice(0, 10) })
    const { summary } = await audit(store, at)
    assert.equal(summary.wanted.manifests.length, 1000)
    assert.equal(summary.wanted.manifests[999], `registry.example/fleet/x@${numbered(999)}`)
    assert.equal(summary.wanted.more, 3)
  })

  it('nothing more where all is named', async () => {
    const store = fileStore(newFolder())
    await storeReport(store, { name: 'a', images: [image()], summary: { conflicts: [conflict(1)] } })
    const { summary } = await audit(store, at)
    assert.ok(!('moreConflicts' in summary))
    assert.ok(!('otherPlatforms' in summary))
    assert.equal(summary.findings.error, 1)
  })
})

it('what is wanted goes by repository, however a reference is written', async () => {
  const part = fc.constantFrom('a', ':', '/', '@', 'b.example', '5000', 'sha256:00', '\n', 'é', ' ')
  const references = fc.option(fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')))
  const plain = [
    '',
    'a',
    'a:b',
    'a:b\n',
    'host:5000/a',
    'host:5000/a:b',
    'a:b@sha256:00',
    '@',
    ':',
    'a:b:c/d:e',
  ]
  const long = ['a'.repeat(longestReference), 'a'.repeat(longestReference + 1)]
  await fc.assert(
    fc.asyncProperty(fc.array(references, { minLength: 1, maxLength: 30 }), async (given) => {
      const store = fileStore(newFolder())
      const images = given.map((reference) => image({ verdict: 'unverifiable', reference }))
      await storeReport(store, { name: 'a', images })
      const expected = given.map((reference) =>
        reference === null || reference.length > longestReference
          ? digest('a1')
          : `${repositoryOf(reference)}@${digest('a1')}`,
      )
      const { summary } = await audit(store, at)
      assert.deepEqual(summary.wanted, { manifests: [...new Set(expected)].toSorted(), more: 0 })
    }),
    { numRuns: 4, seed: 5, examples: [[plain], [long]] },
  )
})

it('a data set of before reports could count conflicts that they do not name is read as it is', async () => {
  const folder = newFolder()
  const store = fileStore(folder)
  await storeReport(store, { name: 'a', images: [image()], summary: { conflicts: [conflict(1)] } })
  await audit(store, at)
  await withoutColumn(join(folder, 'data/reports/*/*.parquet'), 'more_conflicts')
  const { summary } = await audit(store, new Date('2026-03-02T02:00:00.000Z'))
  assert.equal(summary.conflicts.length, 1)
  assert.equal(summary.findings.error, 1)

  await storeReport(store, { name: 'b', images: [image()], summary: { moreConflicts: 4 } })
  const { summary: mixed } = await audit(store, new Date('2026-03-03T02:00:00.000Z'))
  assert.equal(mixed.moreConflicts, 4)
  assert.equal(mixed.findings.error, 5)
})
