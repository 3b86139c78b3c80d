import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { assay } from '../../lib/index.ts'
import { isObject } from '../../lib/json/json.ts'
import { type Form, imageForms } from '../../lib/manifest/form.ts'
import { imageContent } from '../manifest/samples.ts'
import { written } from '../manifest/written.ts'
import { blankedImage } from './blank.ts'

const truth = blankedImage(written(imageForms[0] as Form, imageContent('docker')))
const layers = (Array.isArray(truth.dockerImageLayers) ? truth.dockerImageLayers : []).filter(isObject)

const claiming = async (size: number) => {
  const dockerImageLayers = layers.with(1, { ...layers[1], size })
  const { images } = await assay({ kind: 'Image', ...truth, dockerImageLayers }, { repair: true })
  const [report] = images
  return {
    verdict: report?.verification.verdict,
    proof: report?.verification.proof,
    errors: report?.findings.filter(({ severity }) => severity === 'error').map(({ check }) => check),
    size: report?.layers[1]?.size,
  }
}

suite('the size of a layer that a repair search finds', () => {
  test('proves the image where the server did not know it', async () => {
    const { size } = layers[1] ?? {}
    assert.deepEqual(await claiming(0), { verdict: 'verified', proof: 'reconstructed', errors: [], size })
  })

  test('contradicts any other', async () => {
    const { verdict, errors } = await claiming(7)
    assert.equal(verdict, 'mismatch')
    assert.ok(errors?.includes('field-contradicted'))
  })
})
