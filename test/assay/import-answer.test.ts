import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { assay } from '../../lib/index.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { type Form, imageForms } from '../../lib/manifest/form.ts'
import { growthOf, linear } from '../fuzz/growth.ts'
import { imageContent, layer } from '../manifest/samples.ts'
import { written } from '../manifest/written.ts'
import { blankedImage } from '../verify/blank.ts'

/** A blanked image; what nothing proves goes by a digest that is not its own. */
const image = (number: number, proven: boolean): JsonObject => {
  const content = { ...imageContent('docker'), layers: [layer('docker', '1', number)] }
  const other = `sha256:${number.toString(16).padStart(64, '0')}`
  return blankedImage(written(imageForms[0] as Form, content), proven ? {} : { digest: other })
}

const answer = (images: readonly JsonObject[]): JsonObject => ({
  kind: 'ImageStreamImport',
  apiVersion: 'image.openshift.io/v1',
  status: { images: images.map((one) => ({ image: one, status: { status: 'Success' } })) },
})

const settings = { repair: false, limits: { annotationHashes: 1 } }

suite('an import answer', () => {
  test('has a report for each image, whichever of them nothing proves', async () => {
    for (let which = 0; which < 16; which++) {
      const images = [0, 1, 2, 3].map((number) => image(number, (which & (1 << number)) === 0))
      const { images: reports, summary } = await assay(answer(images), settings)
      assert.deepEqual(
        reports.map(({ path, verification }) => `${path} ${verification.verdict}`).toSorted(),
        images.map(
          (_, number) =>
            `/status/images/${number}/image ${(which & (1 << number)) === 0 ? 'verified' : 'unverifiable'}`,
        ),
      )
      assert.equal(summary.images, 4)
    }
  })

  test('takes as long as its images do, however many of them nothing proves', async () => {
    const { ratio } = await growthOf(
      (size) =>
        Buffer.from(
          JSON.stringify(answer(Array.from({ length: size }, (_, number) => image(number, false)))),
        ),
      20,
      (bytes) => assay(bytes, settings),
    )
    assert.ok(ratio <= linear, `${ratio}`)
  })
})
