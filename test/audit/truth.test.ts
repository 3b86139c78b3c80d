import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { audit, auditIntoStore } from '../../lib/audit/audit.ts'
import { querySql } from '../../lib/audit/sql.ts'
import { parsePolicy } from '../../lib/policy/parse.ts'
import { fileStore } from '../../lib/store/file.ts'
import { type ManyExport, manyExports, manyImage, storeMany } from './many.ts'
import { plainAnswers, plainTops } from './plain.ts'
import { plainDrift } from './plain-drift.ts'
import { plainPolicy } from './plain-policy.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-truth-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const exports = manyExports(20_000, 12)
const store = fileStore(folder)
for (const one of exports) await storeMany(store, one)
const at = new Date('2026-03-01T02:00:00.000Z')
const policy = Buffer.from(
  JSON.stringify({
    apiVersion: 'image-assay/v1',
    kind: 'Policy',
    rules: [
      { rule: 'age', days: 90, severity: 'warning', images: [{ stream: 'team-1*/*' }] },
      { rule: 'platforms', require: ['linux/amd64', 'linux/arm64/v8'], images: [{ stream: 'team-2/*' }] },
      { rule: 'layers', maximum: 8 },
      { rule: 'size', maximum: 30_000, except: [{ stream: 'team-4/*' }] },
    ],
    waivers: [
      { rule: 'layers', images: [{ stream: 'team-5/*' }], reason: 'moving', expires: '2026-03-01T02:00:01Z' },
      { rule: 'layers', images: [{ stream: 'team-6/*' }], reason: 'moved', expires: '2026-03-01T02:00:00Z' },
    ],
  }),
)
await store.put('policy.json', policy)
const {
  report: { answers },
} = await auditIntoStore(store, at)

/** The export a week later: of seven images one is gone, one has another verdict and one another digest; 30 are new. */
const changedOf = ({ name, images }: ManyExport): ManyExport => ({
  name,
  images: [
    ...images.flatMap((image, index) => {
      if (index % 7 === 0) return []
      if (index % 7 === 1) {
        const verdict = image.verification.verdict === 'verified' ? 'unverifiable' : 'verified'
        return [{ ...image, verification: { ...image.verification, verdict } as const }]
      }
      return index % 7 === 2 ? [{ ...image, digest: manyImage(500_000 + index, 0).digest }] : [image]
    }),
    ...Array.from({ length: 30 }, (_, index) => manyImage(900_000 + index, 0)),
  ],
})
const later = new Date('2026-03-08T02:00:00.000Z')
const changed = [1, 5, 9].flatMap((number) => exports[number] ?? []).map(changedOf)
const added: ManyExport = {
  name: 'cluster-1/late.json',
  images: Array.from({ length: 100 }, (_, index) => manyImage(950_000 + index, 0)),
}
for (const one of [...changed, added]) await storeMany(store, one, `${one.name} later`)
const { answers: laterAnswers } = await audit(store, later)

describe('of 20,000 images, what a query answers is what counting them says', () => {
  const expected = {
    ...plainAnswers(exports, at),
    ...plainPolicy(exports, parsePolicy(policy, 'the policy'), at),
  }
  for (const [name, rows] of Object.entries(expected)) it(name, () => assert.deepEqual(answers[name], rows))
  it('the policy is broken, waived, and lacks platforms', () => {
    for (const name of ['policy', 'violations', 'coverage-gaps']) assert.ok(answers[name]?.length, name)
  })

  const tops = plainTops(exports)
  it('shared-layers', () => {
    const rows = answers['shared-layers'] ?? []
    assert.deepEqual(
      rows.map(({ images }) => images),
      tops.sharedCounts,
    )
    for (const { digest, ...figures } of rows) assert.deepEqual(figures, tops.shared.get(String(digest)))
  })
  it('largest-images', () =>
    assert.deepEqual(
      answers['largest-images']?.map(({ bytes }) => bytes),
      tops.largest,
    ))
  it('exports', () =>
    assert.deepEqual(
      answers.exports?.map(({ export_key: key, images }) => `${String(key)} ${Number(images)}`).toSorted(),
      exports.map(({ name, images }) => `${name} ${images.length}`).toSorted(),
    ))

  it('every query is held to something', () => {
    const elsewhere = ['shared-layers', 'largest-images', 'exports', ...Object.keys(drift)]
    assert.deepEqual(Object.keys(querySql).toSorted(), [...Object.keys(expected), ...elsewhere].toSorted())
  })
})

const byName = new Map(changed.map((one) => [one.name, one]))
const laterExports = [...exports.map((one) => byName.get(one.name) ?? one), added]
const drift = plainDrift({ at, exports }, { at: later, exports: laterExports })

describe('a week later', () => {
  for (const [name, rows] of Object.entries(drift))
    it(name, () => {
      assert.ok(rows.length > 1)
      assert.deepEqual(laterAnswers[name], rows)
    })
  it('all four kinds of change were there', () =>
    assert.deepEqual(
      new Set(drift['drift-totals']?.map(({ change }) => change)),
      new Set(['gone', 'new', 'tag', 'verdict']),
    ))
})
