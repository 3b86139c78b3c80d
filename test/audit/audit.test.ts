import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import * as v from 'valibot'
import { audit } from '../../lib/audit/audit.ts'
import { auditReport } from '../../lib/audit/schema.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { fileStore } from '../../lib/store/file.ts'
import { digest, frameOf, imageReport } from '../report/sample-report.ts'
import { type FleetImage, storeReport } from './fleet.ts'

const work = mkdtempSync(join(tmpdir(), 'assay-audit-'))
after(() => rmSync(work, { recursive: true, force: true }))
const newFolder = (): string => mkdtempSync(join(work, 'store-'))

const at = new Date('2026-03-01T02:00:00.000Z')
const layer = (hex: string, size: number | null) => ({ digest: digest(hex), size })
const image = (changes: Partial<FleetImage> = {}): FleetImage => ({
  id: 'a1',
  verdict: 'verified',
  layers: [layer('b1', 100)],
  config: layer('c1', 10),
  ...changes,
})

describe('audit', () => {
  it('of an empty store is an empty answer', async () => {
    const report = await audit(fileStore(newFolder()), at)
    assert.deepEqual(
      { reports: report.reports, damaged: report.damaged, images: report.summary.images, at: report.at },
      { reports: 0, damaged: [], images: 0, at: '2026-03-01T02:00:00.000Z' },
    )
    assert.ok(v.is(auditReport, report))
  })

  it('counts a blob once that two exports share, with its largest known size, and one that is layer and config', async () => {
    const store = fileStore(newFolder())
    await storeReport(store, {
      name: 'a.json',
      images: [image({ layers: [layer('b1', 100), layer('b2', null)] })],
    })
    await storeReport(store, {
      name: 'b.json',
      images: [image({ id: 'a2', layers: [layer('b1', 100), layer('b2', 7)], config: layer('b1', 100) })],
    })
    const { summary, reports } = await audit(store, at)
    assert.equal(reports, 2)
    assert.equal(summary.images, 2)
    assert.deepEqual(summary.size, { layers: 207, distinctLayers: 107, total: 117, unknownSizes: 0 })
  })

  it('merges conflicts by digest and path, adds them to the errors, and adds up what was rejected', async () => {
    const store = fileStore(newFolder())
    const conflict = (values: string[], images: string[]) => ({
      digest: digest('d1'),
      path: '/size',
      values,
      images,
    })
    await storeReport(store, {
      name: 'a.json',
      images: [image()],
      summary: { conflicts: [conflict(['1', '2'], ['x', 'y'])] },
    })
    await storeReport(store, {
      name: 'b.json',
      images: [image()],
      summary: { conflicts: [conflict(['2', '3'], ['z'])] },
    })
    const { summary } = await audit(store, at)
    assert.deepEqual(summary.conflicts, [conflict(['1', '2', '3'], ['x', 'y', 'z'])])
    assert.equal(summary.findings.error, 1)
  })

  const images: fc.Arbitrary<FleetImage> = fc.record({
    id: fc.constantFrom('a1', 'a2', 'a3', 'a4'),
    verdict: fc.constantFrom('verified', 'mismatch', 'unverifiable'),
    layers: fc.array(
      fc.constantFrom(layer('b1', 3), layer('b1', null), layer('b2', 5), layer('b3', null), layer('b4', 11)),
      { maxLength: 5 },
    ),
    config: fc.constantFrom(layer('c1', 2), layer('c2', null), layer('b2', 5)),
  })

  it('of generated fleets says what adding up by hand says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(images, { maxLength: 4 }), { maxLength: 5 }), async (exports) => {
        const store = fileStore(newFolder())
        for (const [index, content] of exports.entries())
          await storeReport(store, { name: `e${index}.json`, images: content })
        const { summary, reports } = await audit(store, at)

        const all = exports.flat()
        const sizes = (blobs: FleetImage['layers']) => {
          const known = [...new Set(blobs.map(({ digest: name }) => name))].map((name) =>
            Math.max(...blobs.filter((blob) => blob.digest === name).map(({ size }) => size ?? -1)),
          )
          return {
            bytes: known.filter((size) => size >= 0).reduce((sum, size) => sum + size, 0),
            unknown: known.filter((size) => size < 0).length,
          }
        }
        const layers = all.flatMap((one) => one.layers)
        const everything = sizes([...layers, ...all.map(({ config }) => config)])
        const verdicts = (verdict: string) => all.filter((one) => one.verdict === verdict).length
        assert.deepEqual(
          {
            reports,
            images: summary.images,
            verdicts: summary.verdicts,
            size: summary.size,
            wanted: summary.wanted,
          },
          {
            reports: exports.length,
            images: all.length,
            verdicts: {
              verified: verdicts('verified'),
              mismatch: verdicts('mismatch'),
              unverifiable: verdicts('unverifiable'),
            },
            size: {
              layers: layers.reduce((sum, { size }) => sum + (size ?? 0), 0),
              distinctLayers: sizes(layers).bytes,
              total: everything.bytes,
              unknownSizes: everything.unknown,
            },
            wanted: {
              manifests: [
                ...new Set(
                  all
                    .filter(({ verdict }) => verdict === 'unverifiable')
                    .map(({ id }) => `registry.example/fleet/x@${digest(id)}`),
                ),
              ].toSorted(),
              more: 0,
            },
          },
        )
      }),
      { numRuns: 6, seed: 3 },
    )
  })

  it('reads the images of a report that is too large to hold them itself', async () => {
    const store = fileStore(newFolder())
    const many = Array.from({ length: 1001 }, () => image())
    await storeReport(store, { name: 'many.json', images: many })
    const { summary } = await audit(store, at)
    assert.equal(summary.images, 1001)
    assert.equal(summary.size.total, 110)
  })

  it('tells how far it is', async () => {
    const store = fileStore(newFolder())
    for (const name of ['a', 'b', 'c']) await storeReport(store, { name, images: [image()] })
    const told: string[] = []
    await audit(store, at, { onReport: (done, total) => told.push(`${done}/${total}`) })
    assert.deepEqual(told, ['1/3', '2/3', '3/3'])
  })
})

describe('the newest report of an export key', () => {
  const versions = async (folder: string) => {
    const store = fileStore(folder)
    const one = await storeReport(store, { name: 'a.json', content: 'one', images: [image()] })
    const two = await storeReport(store, { name: 'a.json', content: 'two', images: [image(), image()] })
    return { store, paths: [join(folder, one), join(folder, two)] as const }
  }
  const date = (path: string, time: string) => utimesSync(path, new Date(time), new Date(time))

  it('is the one whose commit mark was stored last', async () => {
    const folder = newFolder()
    const { store, paths } = await versions(folder)
    date(paths[0], '2026-02-02T00:00:00Z')
    date(paths[1], '2026-02-01T00:00:00Z')
    assert.deepEqual([(await audit(store, at)).reports, (await audit(store, at)).summary.images], [1, 1])
    date(paths[1], '2026-02-03T00:00:00Z')
    assert.equal((await audit(store, new Date('2026-03-01T03:00:00.000Z'))).summary.images, 2)
  })

  it('is the same one every time where two were stored at once', async () => {
    const folder = newFolder()
    const { store, paths } = await versions(folder)
    for (const path of paths) date(path, '2026-02-02T00:00:00Z')
    const greater = paths[0] > paths[1] ? 1 : 2
    assert.equal((await audit(store, at)).summary.images, greater)
  })

  it('is of its own key, below a key that is also a folder', async () => {
    const store = fileStore(newFolder())
    await storeReport(store, { name: 'a', images: [image()] })
    await storeReport(store, { name: 'a/b', images: [image()] })
    await storeReport(store, { name: 'A', images: [image()] })
    assert.equal((await audit(store, at)).reports, 3)
  })

  it('is none where the commit mark is missing', async () => {
    const folder = newFolder()
    const store = fileStore(folder)
    rmSync(join(folder, await storeReport(store, { name: 'a', images: [image()] })))
    assert.deepEqual([(await audit(store, at)).reports, (await audit(store, at)).damaged], [0, []])
  })
})

describe('a damaged report is named and counts for nothing', () => {
  const lines = (...texts: string[]) => gzipSync(texts.map((text) => `${text}\n`).join(''))
  const good = canonicalJson(imageReport())
  const index = canonicalJson(imageReport({ type: 'index' }))
  const damages: readonly [what: string, file: string, bytes: Buffer | string | null, message: RegExp][] = [
    ['report.json is cut off', 'report.json', '{"apiVersion":', /^report\.json is no JSON, or cut off$/],
    [
      'report.json is no object',
      'report.json',
      'null',
      /^report\.json is no ExportReport \(Invalid type: Expected Object but received null\)$/,
    ],
    [
      'report.json is of another apiVersion',
      'report.json',
      canonicalJson({ ...frameOf({}), apiVersion: 'image-assay/v2', images: [] }),
      /^report\.json is no ExportReport \(\/apiVersion: /,
    ],
    [
      'report.json is another document',
      'report.json',
      '{"kind":"AuditReport"}',
      /^report\.json is no ExportReport/,
    ],
    ['the lines are missing', 'images.ndjson.gz', null, /^images\.ndjson\.gz is missing$/],
    ['the lines are no gzip', 'images.ndjson.gz', 'plain', /damaged or cut off after line 0$/],
    ['the lines are cut off', 'images.ndjson.gz', lines(good, good).subarray(0, 40), /damaged or cut off/],
    ['a line is no JSON', 'images.ndjson.gz', lines(good, '{'), /line 2 is no JSON, or cut off$/],
    [
      'a line is no ImageReport',
      'images.ndjson.gz',
      lines(good, '{"kind":"Image"}'),
      /line 2 is no ImageReport/,
    ],
    ['a line is missing', 'images.ndjson.gz', lines(good), /holds 1 images, report\.json speaks of 2$/],
    ['a line is too many', 'images.ndjson.gz', lines(good, good, good), /holds 3 images, .* of 2$/],
    ['a line is of another image', 'images.ndjson.gz', lines(good, index), /holds 1 indexes, .* of 0$/],
  ]
  for (const [what, file, bytes, message] of damages)
    it(what, async () => {
      const folder = newFolder()
      const store = fileStore(folder)
      await storeReport(store, { name: 'whole.json', images: [image()] })
      const key = await storeReport(store, { name: 'broken.json', images: [image(), image()] })
      const path = join(folder, key.replace('report.json', file))
      if (bytes === null) rmSync(path)
      else writeFileSync(path, bytes)
      const report = await audit(store, at)
      assert.deepEqual([report.reports, report.summary.images], [1, 1])
      assert.deepEqual(
        report.damaged.map((one) => one.key),
        [key],
      )
      assert.match(report.damaged[0]?.message ?? '', message)
    })
})
