import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Source } from '../lib/export/source.ts'
import { findManifest } from '../lib/find-manifest.ts'
import type { JsonObject } from '../lib/json/json.ts'
import { sourceOf } from './export/collect.ts'
import { digestIn, entangled, entangledTexts } from './verify/entangled.ts'

const list = (items: readonly (JsonObject | undefined)[]): Source =>
  sourceOf(JSON.stringify({ kind: 'List', apiVersion: 'v1', items }))

const all = Object.values(entangled)
const limits = { repairHashes: 100_000 }

describe('a manifest is found', () => {
  const names = ['base', 'app', 'heir', 'falseSize'] as const
  for (const name of names)
    it(`of ${name}, among all that settles it`, async () => {
      for (const items of [all, all.toReversed()]) {
        const found = await findManifest([list(items)], digestIn(name), { limits })
        assert.ok(found.status === 'proven', JSON.stringify(found))
        assert.equal(found.bytes.toString(), entangledTexts[name])
      }
    })

  it('across sources', async () => {
    const sources = [list([entangled.app]), list([entangled.base])]
    const found = await findManifest(sources, digestIn('app').slice(7, 20))
    assert.ok(found.status === 'proven')
    assert.equal(found.bytes.toString(), entangledTexts.app)
  })

  it('by the item that tells the truth, where another of its digest does not', async () => {
    const found = await findManifest([list([entangled.baseAgain, entangled.base])], digestIn('base'))
    assert.ok(found.status === 'proven')
    assert.equal(found.bytes.toString(), entangledTexts.base)
  })
})

describe('no manifest is found', () => {
  it('of an image whose base is not there, and what was tried is told', async () => {
    const found = await findManifest([list([entangled.app])], digestIn('app'), { repair: false })
    assert.ok(found.status === 'unproven')
    assert.equal(found.verification.reason, 'reconstruction-inconclusive')
    assert.match(found.tried.join(), /^the search for annotations that tools add took \d+ hashes/)
  })

  it('where false fields are not searched for', async () => {
    const found = await findManifest([list(all)], digestIn('falseSize'), { repair: false })
    assert.equal(found.status, 'unproven')
  })

  it('of what is not there, or of a beginning that several share', async () => {
    assert.equal((await findManifest([list(all)], 'abcdef')).status, 'absent')
    const found = await findManifest([list(all)], 'sha256:')
    assert.ok(found.status === 'several')
    assert.deepEqual(found.digests, [...found.digests].toSorted())
  })
})

describe('what is rejected on the way', () => {
  it('is given with the answer, with the sources that it stands in', async () => {
    const sources = [list([entangled.base]), sourceOf('{"kind":"Pod"}{"kind":"Pod"}', undefined, 'pods')]
    const found = await findManifest(sources, digestIn('base'), { limits: { rejections: 1 } })
    const { status, sources: read, rejected, rejections } = found
    assert.deepEqual([status, read.map(({ name }) => name), rejections], ['proven', ['test', 'pods'], 2])
    assert.deepEqual(
      rejected.map(({ source, document, code }) => [source, document, code]),
      [[1, 0, 'unknown-kind']],
    )
  })
})
