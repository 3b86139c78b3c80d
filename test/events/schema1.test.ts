import assert from 'node:assert/strict'
import { createPublicKey, hash, verify } from 'node:crypto'
import { test } from 'node:test'
import { readImages } from './read-samples.ts'

const [image = assert.fail()] = readImages('schema1-image.json')
const bytes = Buffer.from(image.dockerImageManifest ?? '')
const manifest = JSON.parse(bytes.toString())
const [signature] = manifest.signatures
const { formatLength, formatTail } = JSON.parse(Buffer.from(signature.protected, 'base64url').toString())
const payload = Buffer.concat([bytes.subarray(0, formatLength), Buffer.from(formatTail, 'base64url')])

void test('the payload that the signature names hashes to the digest, the signed text does not', () => {
  assert.equal(`sha256:${hash('sha256', payload)}`, image.metadata.name)
  assert.notEqual(`sha256:${hash('sha256', bytes)}`, image.metadata.name)
})

void test('the payload is the manifest without its signatures', () => {
  const { signatures, ...unsigned } = manifest
  assert.equal(signatures.length, 1)
  assert.deepEqual(JSON.parse(payload.toString()), unsigned)
})

void test('the signature verifies with the key that it carries', () => {
  const { jwk, alg } = signature.header
  assert.equal(alg, 'ES256')
  const signed = Buffer.from(`${signature.protected}.${payload.toString('base64url')}`)
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
  assert.ok(verify('sha256', signed, key, Buffer.from(signature.signature, 'base64url')))
})

void test('the layers stand base first in the object, top first in the manifest', () => {
  const blobs: string[] = manifest.fsLayers.map(({ blobSum }: { blobSum: string }) => blobSum)
  assert.deepEqual(
    image.dockerImageLayers?.map(({ name }) => name),
    blobs.toReversed(),
  )
  assert.equal(manifest.history.length, blobs.length)
})

void test('the size is the sum of the distinct layers, the Id that of the newest history entry', () => {
  const sizes = new Map(image.dockerImageLayers?.map(({ name, size }) => [name, size]))
  assert.equal(
    [...sizes.values()].reduce((sum, size) => sum + size, 0),
    image.dockerImageMetadata.Size,
  )
  assert.equal(JSON.parse(manifest.history[0].v1Compatibility).id, image.dockerImageMetadata.Id)
})
