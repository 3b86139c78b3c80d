import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { assaySources } from '../../lib/assay.ts'
import { sourceOf } from '../export/collect.ts'

/** A BuildKit index, its image, its attestation and another image. */
const documents = readFileSync(join(import.meta.dirname, '../../events/exports/oci-buildkit.yaml'), 'utf8')
  .split(/^---\n/m)
  .filter((text) => text.trim() !== '')
const index = documents.find((text) => text.includes('dockerImageManifests')) ?? ''
const attestation = documents.find((text) => text.includes('in-toto')) ?? ''
const images = documents.filter((text) => text !== index && text !== attestation)

const platformsOf = async (
  exports: readonly (readonly string[])[],
  platforms = 1000,
): Promise<Record<string, number>> => {
  const sources = exports.map((texts) => sourceOf(texts.map((text) => `---\n${text}`).join('')))
  const reports = assaySources(sources, { limits: { platforms } })
  for (;;) {
    const step = await reports.next()
    if (!step.done) continue
    const { platforms: named, otherPlatforms = 0 } = step.value.frame.summary
    return {
      ...Object.fromEntries(named.map((one) => [one.platform, one.images])),
      ...(otherPlatforms > 0 ? { others: otherPlatforms } : {}),
    }
  }
}

const covered = { 'unknown/amd64': 2 }
const cases: readonly [what: string, exports: readonly (readonly string[])[], platforms: object][] = [
  ['behind its index', [[index, attestation, ...images]], covered],
  ['before its index', [[...images, attestation, index]], covered],
  ['in another source', [[attestation], [...images, index]], covered],
  ['twice', [[attestation, attestation, index, ...images]], covered],
  ['named by two indexes', [[index, attestation, index, ...images]], covered],
  ['of no index', [[attestation, ...images]], { ...covered, 'unknown/unknown': 1 }],
  ['absent', [[index, ...images]], covered],
]

suite('an attestation counts for no platform', () => {
  assert.ok(images.length === 2 && index !== '' && attestation !== '')
  for (const [what, exports, platforms] of cases)
    test(what, async () => assert.deepEqual(await platformsOf(exports), platforms))

  test('beyond the platforms that are named', async () =>
    assert.deepEqual(await platformsOf([[...images, attestation, index]], 1), covered))
})
