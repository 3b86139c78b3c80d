import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { emptyTar, layersMade } from './blob.ts'
import { expected } from './expected.ts'
import { samples } from './make-samples.ts'
import { readImages } from './read-samples.ts'

const digestOf = (bytes: Uint8Array) => `sha256:${hash('sha256', bytes)}`
const isTar = (mediaType: string) => mediaType !== 'application/vnd.in-toto+json'

samples()

void test('every layer of every export is a gzipped tar of that digest and that size', () => {
  const layers = Object.keys(expected)
    .flatMap((file) => readImages(file))
    .flatMap((image) => image.dockerImageLayers ?? [])
    .filter(({ mediaType }) => isTar(mediaType))
  assert.ok(layers.length > 20)
  for (const { name, size } of layers) {
    const { bytes, diffId } = layersMade().get(name) ?? assert.fail(`${name} was not made`)
    assert.equal(digestOf(bytes), name)
    assert.equal(bytes.length, size)
    assert.equal(digestOf(gunzipSync(bytes)), diffId)
  }
})

void test('the diff_ids of an embedded config are those of the layers', () => {
  for (const file of ['embedded-imagestreamtag.json', 'imagestreamimport.json', 'tampered-image.json']) {
    const [image = assert.fail()] = readImages(file)
    assert.deepEqual(
      JSON.parse(image.dockerImageConfig ?? '').rootfs.diff_ids,
      image.dockerImageLayers?.map(({ name }) => layersMade().get(name)?.diffId),
      file,
    )
  }
})

void test('a tar holds one file with a true header checksum', () => {
  for (const { bytes, digest } of layersMade().values()) {
    if (digest === emptyTar.digest) continue
    const archive = gunzipSync(bytes)
    const stated = Number.parseInt(archive.toString('latin1', 148, 154), 8)
    const sum = archive
      .subarray(0, 512)
      .reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
    assert.equal(sum, stated, digest)
    assert.equal(archive.length % 512, 0)
  }
})

void test('the empty tar of Docker 1.x has its well-known digest', () => {
  assert.equal(emptyTar.digest, 'sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4')
  assert.ok(gunzipSync(emptyTar.bytes).equals(Buffer.alloc(1024)))
})
