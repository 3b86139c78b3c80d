import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { expected } from './expected.ts'
import { eventsFolder, samples } from './make-samples.ts'
import { type ImageObject, type Manifest, readImages } from './read-samples.ts'
import { imageText, indexText } from './rebuild.ts'

const digestOf = (text: string) => `sha256:${hash('sha256', text)}`

void test('the committed samples are what the generator makes, byte for byte', async (t) => {
  const made = samples()
  for (const [path, bytes] of made) {
    await t.test(path, () => assert.ok(bytes.equals(readFileSync(join(eventsFolder, path)))))
  }
  await t.test('and there are no others', () => {
    const committed = ['exports', 'rebuilt', 'signed', 'broken'].flatMap((folder) =>
      readdirSync(join(eventsFolder, folder)).map((name) => `${folder}/${name}`),
    )
    assert.deepEqual(committed.toSorted(), [...made.keys()].toSorted())
  })
})

void test('every sample is explained in events/README.md, and every export has its expected verdicts', () => {
  const readme = readFileSync(join(eventsFolder, 'README.md'), 'utf8')
  for (const path of samples().keys()) assert.ok(readme.includes(`\`${path.split('/')[1]}\``), path)
  assert.deepEqual(Object.keys(expected).toSorted(), readdirSync(join(eventsFolder, 'exports')).toSorted())
})

type Rebuild = (image: ImageObject, all: ImageObject[]) => string
const dockerPush: Rebuild = (image) => imageText(image, 'docker', 3)
const rebuilt: Record<string, Rebuild[]> = {
  'blanked-imagestreamimage.json': [(image) => imageText(image, 'docker')],
  'multiarch-list.json': [
    (image) => indexText(image, 'docker', 3),
    dockerPush,
    dockerPush,
    dockerPush,
    dockerPush,
  ],
  'oci-buildkit.yaml': [
    (image, all) => indexText(image, 'oci', 2, all[1]?.metadata.name),
    (image) => imageText(image, 'oci', 2),
    (image) => imageText(image, 'oci', 2),
    (image) => imageText(image, 'oci'),
  ],
  'embedded-imagestreamtag.json': [dockerPush],
  'tampered-image.json': [dockerPush],
}

void test('a manifest written from the fields that are left hashes to the digest', async (t) => {
  for (const [file, rebuilds] of Object.entries(rebuilt)) {
    const images = readImages(file)
    await t.test(`${file}: as many images as expected`, () => {
      assert.equal(images.length, rebuilds.length)
      assert.equal(images.length, expected[file]?.images)
    })
    for (const [at, rebuild] of rebuilds.entries()) {
      const image = images[at] ?? assert.fail(`${file} has no image ${at}`)
      await t.test(`${file}, image ${at}`, () =>
        assert.equal(digestOf(rebuild(image, images)), image.metadata.name),
      )
    }
  }
})

void test('blanked samples hold neither manifest nor config', () => {
  for (const [file, { proofs }] of Object.entries(expected)) {
    if (!proofs.reconstructed) continue
    for (const image of readImages(file)) {
      assert.equal(image.dockerImageManifest, undefined, file)
      assert.equal(image.dockerImageConfig, undefined, file)
    }
  }
})

void test('embedded texts fit the digest and each other', async (t) => {
  for (const file of ['embedded-imagestreamtag.json', 'imagestreamimport.json']) {
    await t.test(file, () => {
      const [image = assert.fail()] = readImages(file)
      const manifest: Manifest = JSON.parse(image.dockerImageManifest ?? '')
      const config = JSON.parse(image.dockerImageConfig ?? '')
      assert.equal(digestOf(image.dockerImageManifest ?? ''), image.metadata.name)
      assert.equal(digestOf(image.dockerImageConfig ?? ''), manifest.config.digest)
      assert.equal(Buffer.byteLength(image.dockerImageConfig ?? ''), manifest.config.size)
      assert.equal(config.rootfs.diff_ids.length, manifest.layers.length)
      assert.equal(
        config.history.filter((step: { empty_layer?: boolean }) => !step.empty_layer).length,
        manifest.layers.length,
      )
      assert.deepEqual(
        image.dockerImageLayers,
        manifest.layers.map(({ digest, size, mediaType }) => ({ mediaType, name: digest, size })),
      )
      assert.equal(image.dockerImageMetadata.Id, manifest.config.digest)
      assert.equal(image.dockerImageMetadata.Architecture, config.architecture)
      const layers = manifest.layers.reduce((sum, { size }) => sum + size, 0)
      assert.equal(image.dockerImageMetadata.Size, layers + manifest.config.size)
    })
  }
})

void test('the tampered manifest differs from the true one in one size only', () => {
  const [image = assert.fail()] = readImages('tampered-image.json')
  const tampered = image.dockerImageManifest ?? ''
  const truth = imageText(image, 'docker', 3)
  assert.notEqual(digestOf(tampered), image.metadata.name)
  const different = truth.split('\n').filter((line, at) => line !== tampered.split('\n')[at])
  assert.deepEqual(
    different.map((line) => line.trim().split(':')[0]),
    ['"size"'],
  )
  assert.equal(tampered.length, truth.length)
})

void test('the unverifiable image fits no form without the annotations that the cluster drops', () => {
  const [image = assert.fail()] = readImages('unverifiable-image.json')
  for (const order of ['docker', 'oci'] as const) {
    for (const space of [0, 2, 3, 4]) {
      assert.notEqual(digestOf(imageText(image, order, space)), image.metadata.name)
    }
  }
})

void test('an image of buildah names its base, which is in the export, in annotations that nothing else tells', () => {
  const [image = assert.fail(), base = assert.fail()] = readImages('annotated-with-base.json', 'rebuilt')
  const annotated = (one: ImageObject, digest: string, name: string) => {
    const annotations = {
      'org.opencontainers.image.base.digest': digest,
      'org.opencontainers.image.base.name': name,
    }
    return digestOf(JSON.stringify({ ...JSON.parse(imageText(one, 'oci')), annotations }))
  }
  assert.equal(annotated(base, '', ''), base.metadata.name)
  assert.equal(
    annotated(image, base.metadata.name, 'registry.example.com/base/minimal:9'),
    image.metadata.name,
  )
  assert.deepEqual(image.dockerImageLayers?.slice(0, 1), base.dockerImageLayers)
})

void test('the false size is 250,000 bytes from the true one', () => {
  const [image = assert.fail()] = readImages('false-size.json', 'rebuilt')
  const { dockerImageMetadata: metadata } = image
  assert.notEqual(digestOf(dockerPush(image, [])), image.metadata.name)
  const truth = { ...image, dockerImageMetadata: { ...metadata, Size: (metadata.Size ?? 0) + 250_000 } }
  assert.equal(digestOf(dockerPush(truth, [])), image.metadata.name)
})

void test('the index names its children by digest and true length', () => {
  const [index = assert.fail(), ...children] = readImages('multiarch-list.json')
  assert.deepEqual(
    index.dockerImageManifests?.map(({ digest, manifestSize }) => [digest, manifestSize]),
    children.map((child) => [child.metadata.name, dockerPush(child, []).length]),
  )
  const [frontend] = readImages('blanked-imagestreamimage.json')
  const base = children[0]?.dockerImageLayers ?? []
  assert.deepEqual(frontend?.dockerImageLayers?.slice(0, base.length), base)
})
