import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assay } from '../../lib/index.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { imageForms } from '../../lib/manifest/form.ts'
import { imageContent, layer } from '../manifest/samples.ts'
import { written } from '../manifest/written.ts'
import { blankedImage } from './blank.ts'

/** An image whose annotations nothing tells; Docker manifests that have such are not rebuilt either. */
const item = (family: 'docker' | 'oci', letter: string): JsonObject => {
  const [form] = imageForms
  if (form === undefined) throw new Error('no forms')
  const content = { ...imageContent(family), layers: [layer(family, letter, 100)] }
  const text = written(form, { ...content, annotations: { 'com.example.build': letter } })
  return { kind: 'Image', apiVersion: 'image.openshift.io/v1', ...blankedImage(text) }
}

/** Hashes that the images of an export, which are never enough, may have spent on annotations: null where on none. */
const hashesOf = async (items: readonly JsonObject[]) => {
  const list = { kind: 'List', apiVersion: 'v1', items: [...items] }
  const { images } = await assay(list, { limits: { searchHashes: 4 }, repair: false })
  return images.map(({ findings }) => {
    const { message = '' } = findings.find(({ check }) => check === 'manifest-unverifiable') ?? {}
    return /annotations that tools add was stopped after \d+ hashes, at (\d+) by/.exec(message)?.[1] ?? null
  })
}

describe('hashes spent on annotations', () => {
  it('are divided among images that may have some', async () => {
    assert.deepEqual(await hashesOf([item('oci', '1'), item('oci', '2')]), ['2', '2'])
  })

  it('are not left to images of Docker, which have none', async () => {
    assert.deepEqual(await hashesOf([item('docker', '1'), item('oci', '2'), item('docker', '3')]), [
      null,
      '4',
      null,
    ])
  })
})
