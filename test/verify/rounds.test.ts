import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { assay } from '../../lib/index.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { imageForms } from '../../lib/manifest/form.ts'
import type { ImageReport } from '../../lib/report/schema.ts'
import { imageContent, layer } from '../manifest/samples.ts'
import { written } from '../manifest/written.ts'
import { blankedImage } from './blank.ts'
import { digestIn, entangled } from './entangled.ts'

/** Plain images, so large that other threads are called in half-way. */
const padding = Array.from({ length: 16 }, (_, n): JsonObject => {
  const [form] = imageForms
  if (form === undefined) throw new Error('no forms')
  const image = blankedImage(
    written(form, { ...imageContent('docker'), layers: [layer('docker', 'f', 100 + n)] }),
  )
  const metadata = image.dockerImageMetadata as JsonObject
  return {
    kind: 'Image',
    apiVersion: 'image.openshift.io/v1',
    ...image,
    dockerImageMetadata: { ...metadata, Config: { Labels: { padding: 'x'.repeat(2 ** 19) } } },
  }
})

/** What is not found is given up soon. */
const limits = { repairHashes: 150_000 }

const items = [...Object.values(entangled), ...padding]

/** What a report says of an image, but for where it stands. */
const saidOf = (report: ImageReport): string => canonicalJson({ ...report, source: 0, document: 0, path: '' })

const said = async (list: readonly JsonObject[], jobs: number) => {
  const { images, summary } = await assay({ kind: 'List', apiVersion: 'v1', items: list }, { jobs, limits })
  const { verdicts, proofs, findings, wanted } = summary
  return {
    images,
    lines: images.map(saidOf).toSorted(),
    summary: { verdicts, proofs, findings, wanted: wanted.manifests.toSorted() },
  }
}

describe('rounds over a whole export', () => {
  let once: Awaited<ReturnType<typeof said>>
  before(async () => {
    once = await said(items, 1)
  })

  const ends: readonly (readonly [name: string, verdict: string, told: string | null])[] = [
    ['base', 'verified', 'oci-compact'],
    ['app', 'verified', 'oci-compact+base'],
    ['heir', 'verified', 'indent2+inherited'],
    ['lonely', 'unverifiable', 'reconstruction-inconclusive'],
    ['oneWindows', 'verified', 'docker-compact-sorted+os-version'],
    ['twoWindows', 'verified', 'docker-compact-sorted+os-version'],
    ['threeWindows', 'verified', 'docker-compact-sorted+os-version'],
    ['falseSize', 'mismatch', 'field-contradicted'],
    ['falseLayerSize', 'mismatch', 'field-contradicted'],
    ['falseType', 'mismatch', 'field-contradicted'],
    ['swapped', 'mismatch', 'field-contradicted'],
    ['twoLies', 'unverifiable', 'reconstruction-inconclusive'],
    ['parent', 'verified', 'docker-indent3'],
    ['baseAgain', 'mismatch', 'field-contradicted'],
  ]
  for (const [name, verdict, told] of ends)
    it(`${name}: ${verdict}, ${told}`, () => {
      const found = once.images.filter(({ digest }) => digest === digestIn(name))
      assert.ok(
        found.some(
          ({ verification }) =>
            verification.verdict === verdict && (verification.reason ?? verification.form) === told,
        ),
        JSON.stringify(found.map(({ verification }) => verification)),
      )
    })

  it('end alike whatever order the items stand in, with any number of threads', async () => {
    const orders = fc.sample(fc.shuffledSubarray(items, { minLength: items.length }), 4)
    for (const [n, order] of [items, items.toReversed(), ...orders].entries()) {
      const { lines, summary } = await said(order, 1 + (n % 3))
      assert.deepEqual(lines, once.lines)
      assert.deepEqual(summary, once.summary)
    }
  })
})
