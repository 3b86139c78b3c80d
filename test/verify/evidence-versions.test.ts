import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { digestBytes } from '../../lib/digest.ts'
import { assay } from '../../lib/index.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { noEvidence } from '../../lib/verify/evidence.ts'
import { types } from '../manifest/samples.ts'
import { evidenceOf } from './assayed.ts'
import { blankedImage } from './blank.ts'

interface Windows {
  readonly config: string
  readonly manifest: string
  readonly entry: JsonObject
}

/** An image for a build of Windows, and how Docker official lists have it. */
const windows = (version: string): Windows => {
  const config = JSON.stringify({ architecture: 'amd64', os: 'windows', 'os.version': version, rootfs: {} })
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: types.docker.manifest,
    config: { mediaType: types.docker.config, size: config.length, digest: digestBytes(config) },
    layers: [{ mediaType: types.docker.layer, size: 9, digest: digestBytes(version) }],
  })
  const platform = { architecture: 'amd64', os: 'windows', 'os.version': version }
  const digest = digestBytes(manifest)
  return {
    config,
    manifest,
    entry: { digest, mediaType: types.docker.manifest, platform, size: manifest.length },
  }
}

/** As many as no search finds. */
const all = ['10.0.17763.1', '10.0.20348.2', '10.0.26100.3'].map(windows)
const manifests = all.map(({ entry }) => entry)
const list = JSON.stringify({ manifests, mediaType: types.docker.index, schemaVersion: 2 }).replaceAll(
  '/',
  '\\/',
)
const item = (text: string): JsonObject => ({
  kind: 'Image',
  apiVersion: 'image.openshift.io/v1',
  ...blankedImage(text),
})

/** Two versions that nothing tells are given up soon. */
const limits = { osVersionHashes: 10_000 }

const verificationWith = async (evidence = noEvidence, others: readonly JsonObject[] = []) => {
  const items = [item(list), ...others]
  const { images } = await assay({ kind: 'List', apiVersion: 'v1', items }, { evidence, limits })
  return images.find(({ type }) => type === 'index')?.verification
}

const manifestTexts = all.map(({ manifest }) => manifest)
const configTexts = all.map(({ config }) => config)

describe('os.version of an index whose Windows images', () => {
  it('are in evidence with their configurations: verified', async () => {
    const found = await verificationWith(evidenceOf(...manifestTexts, ...configTexts))
    assert.deepEqual(
      [found?.verdict, found?.proof, found?.form],
      ['verified', 'reconstructed', 'docker-compact-sorted+os-version'],
    )
  })

  it('are in the export, their configurations in evidence: verified', async () => {
    const found = await verificationWith(evidenceOf(...configTexts), manifestTexts.map(item))
    assert.equal(found?.verdict, 'verified')
  })

  it('are in evidence, one configuration there and the others not: unverifiable', async () => {
    const found = await verificationWith(evidenceOf(...manifestTexts, ...configTexts.slice(0, 1)))
    assert.equal(found?.verdict, 'unverifiable')
  })

  it('are nowhere: unverifiable', async () => {
    assert.equal((await verificationWith())?.verdict, 'unverifiable')
  })
})
