import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { assay } from '../../lib/index.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { imageForms } from '../../lib/manifest/form.ts'
import { imageContent } from '../manifest/samples.ts'
import { written } from '../manifest/written.ts'
import { evidenceOf } from './assayed.ts'
import { blankedImage } from './blank.ts'

const oci = 'org.opencontainers.image'
const compact = imageForms.find(({ id }) => id === 'oci-compact') ?? assert.fail('no such form')
const content = imageContent('oci')
const { layers = [] } = content

/** The image that another is built on: the same layers but for the last. */
const base = written(compact, { ...content, layers: layers.slice(0, -1) })
/** One of other layers. */
const stranger = written(compact, { ...content, layers: layers.slice(1) })
const built = written(compact, {
  ...content,
  annotations: { [`${oci}.base.digest`]: digestBytes(base), [`${oci}.base.name`]: 'localhost/base:9' },
})

const item = (text: string): JsonObject => {
  const { dockerImageMetadata, ...image } = blankedImage(text) as JsonObject & {
    dockerImageMetadata: JsonObject
  }
  const labels = { [`${oci}.base.name`]: 'localhost/base:9' }
  return {
    kind: 'Image',
    apiVersion: 'image.openshift.io/v1',
    ...image,
    dockerImageMetadata: { ...dockerImageMetadata, Config: { Labels: labels } },
  }
}

const reported = async (texts: readonly string[], limits = {}) => {
  const { images } = await assay(item(built), { evidence: evidenceOf(...texts), limits, repair: false })
  const [image] = images
  assert.ok(image !== undefined)
  return image
}

describe('an image whose base stands in evidence alone', () => {
  it('is rebuilt', async () => {
    const { verification } = await reported([stranger, base])
    assert.deepEqual(
      [verification.verdict, verification.proof, verification.form],
      ['verified', 'reconstructed', 'oci-compact+base'],
    )
  })

  it('is not without it', async () => {
    const { verification } = await reported([stranger])
    assert.deepEqual(
      [verification.verdict, verification.reason],
      ['unverifiable', 'reconstruction-inconclusive'],
    )
  })

  it('is not beyond limit evidenceTexts, and the reason says so', async () => {
    const fillers = Array.from({ length: 40 }, (_, n) => JSON.stringify({ n }))
    const before = fillers.filter((text) => digestBytes(text) < digestBytes(base))
    assert.ok(before.length > 0)
    const limits = { evidenceTexts: before.length }
    const { verification, findings } = await reported([...before, base], limits)
    assert.equal(verification.verdict, 'unverifiable')
    const [found] = findings.filter(({ check }) => check === 'manifest-unverifiable')
    const said = `of more than ${before.length} texts of evidence only so many were looked through for what it is built on, by limit evidenceTexts (--limit evidenceTexts=VALUE sets it)`
    assert.ok(found?.message.includes(said), found?.message)
  })

  it('is not looked for where no builder notes one: in Docker manifests', async () => {
    const docker = imageContent('docker')
    const text = written(compact, { ...docker, annotations: { 'com.example.build': '1' } })
    const [image] = (
      await assay(item(text), {
        evidence: evidenceOf(base, stranger),
        limits: { evidenceTexts: 1 },
        repair: false,
      })
    ).images
    const found = image?.findings.find(({ check }) => check === 'manifest-unverifiable')
    assert.equal(
      found?.message,
      'the export does not hold the manifest, and no known serialization of its fields hashes to the digest',
    )
  })
})
