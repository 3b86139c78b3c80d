import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Platform } from '../../lib/measure/platform.ts'
import { platformText } from '../../lib/verify/described.ts'
import { assayText, itemOf } from '../checks/assay-document.ts'
import { type Document, digestOf, imageParts, index, layer, schema1, schema2 } from '../checks/document.ts'
import { add, drop, type Edit, set, swapIn } from '../checks/edit.ts'
import { amd64, arm64, validImage, validIndex, validSchema1 } from '../checks/valid.ts'

const platformsOf = async (
  document: Document,
  edits: readonly Edit[] = [],
  evidence: readonly string[] = [],
): Promise<readonly Platform[]> => {
  const image = structuredClone(document.image)
  for (const change of edits) change(image)
  const text = JSON.stringify(itemOf('Image', image, document.digest))
  return (await assayText('Image', text, { children: document.children, evidence })).measures.platforms
}

const architecture = '/dockerImageMetadata/Architecture'
const armv7 = schema2(
  imageParts([layer('base', 1)], { architecture: 'arm', os: 'linux', variant: 'v7' }),
  true,
)
const windows = schema2(imageParts([layer('base', 1)], { architecture: 'amd64', os: 'windows' }), true)
const untold = schema2(imageParts([layer('base', 1)], { architecture: '', os: '' }), true)
const blanked = schema2(validImage, false)

const images: readonly {
  readonly name: string
  readonly document: Document
  readonly edits?: readonly Edit[]
  readonly evidence?: readonly string[]
  readonly platform: readonly [
    text: string,
    os: string | null,
    architecture: string | null,
    variant: string | null,
  ]
}[] = [
  { name: 'of its config', document: amd64, platform: ['linux/amd64', 'linux', 'amd64', null] },
  {
    name: 'of its config, variant and all',
    document: arm64,
    platform: ['linux/arm64/v8', 'linux', 'arm64', 'v8'],
  },
  { name: 'of its config: arm/v7', document: armv7, platform: ['linux/arm/v7', 'linux', 'arm', 'v7'] },
  {
    name: 'of its config: Windows',
    document: windows,
    platform: ['windows/amd64', 'windows', 'amd64', null],
  },
  {
    name: 'of its config, whatever the metadata says',
    document: amd64,
    edits: [set(architecture, 's390x')],
    platform: ['linux/amd64', 'linux', 'amd64', null],
  },
  {
    name: 'of its config in evidence',
    document: blanked,
    evidence: [validImage.config],
    platform: ['linux/amd64', 'linux', 'amd64', null],
  },
  {
    name: 'of the metadata where there is no config: a system that is not said is not linux',
    document: blanked,
    platform: ['unknown/amd64', null, 'amd64', null],
  },
  {
    name: 'of the metadata where the bytes given as config are not the config',
    document: amd64,
    edits: [swapIn('/dockerImageConfig', '"amd64"', '"arm64"')],
    platform: ['unknown/amd64', null, 'amd64', null],
  },
  {
    name: 'of the metadata for schema 1',
    document: schema1(validSchema1),
    platform: ['unknown/amd64', null, 'amd64', null],
  },
  {
    name: 'unknown where nothing says',
    document: blanked,
    edits: [drop(architecture)],
    platform: ['unknown/unknown', null, null, null],
  },
  {
    name: 'unknown where the metadata says nothing in quotes',
    document: blanked,
    edits: [set(architecture, '')],
    platform: ['unknown/unknown', null, null, null],
  },
  {
    name: 'unknown where the config says nothing in quotes',
    document: untold,
    edits: [drop(architecture)],
    platform: ['unknown/unknown', null, null, null],
  },
]

describe('the platform of a single image', () => {
  for (const { name, document, edits = [], evidence = [], platform } of images)
    it(`is that ${name}`, async () => {
      const [text, os, arch, variant] = platform
      assert.deepEqual(await platformsOf(document, edits, evidence), [
        {
          platform: text,
          os,
          architecture: arch,
          variant,
          digest: document.digest,
          manifestSize: Buffer.byteLength(document.manifest),
          attestation: false,
          present: true,
        },
      ])
    })

  it('has the length of what was hashed, and none where nothing was', async () => {
    const [unproven] = await platformsOf(blanked, [add('/dockerImageMetadata/Size', 1)])
    assert.equal(unproven?.manifestSize, null)
    assert.equal(unproven?.present, true)
    const [altered] = await platformsOf(amd64, [swapIn('/dockerImageManifest', '"size": 100', '"size": 99')])
    assert.equal(altered?.manifestSize, Buffer.byteLength(amd64.manifest) - 1)
  })

  it('is never taken from a parent in the same export', async () => {
    const child = schema2(validImage, false)
    const entries = [
      { ...validIndex.entries[0], digest: child.digest, platform: { architecture: 'arm64', os: 'linux' } },
    ]
    const parent = index({ ...validIndex, entries, children: [child] }, true)
    const text = JSON.stringify(itemOf('Image', child.image, child.digest))
    const { measures } = await assayText('Image', text, { children: [parent] })
    assert.equal(measures.platforms[0]?.platform, 'unknown/amd64')
  })
})

const attestation = {
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 840,
  digest: digestOf('attestation'),
  annotations: {
    'vnd.docker.reference.digest': amd64.digest,
    'vnd.docker.reference.type': 'attestation-manifest',
  },
  platform: { architecture: 'unknown', os: 'unknown' },
}

describe('the platforms of an index', () => {
  it('are those of its entries, in order, and whether each child is there', async () => {
    const document = index(
      { ...validIndex, entries: [...validIndex.entries, attestation], children: [arm64] },
      false,
    )
    assert.deepEqual(await platformsOf(document), [
      {
        platform: 'linux/amd64',
        os: 'linux',
        architecture: 'amd64',
        variant: null,
        digest: amd64.digest,
        manifestSize: Buffer.byteLength(amd64.manifest),
        attestation: false,
        present: false,
      },
      {
        platform: 'linux/arm64/v8',
        os: 'linux',
        architecture: 'arm64',
        variant: 'v8',
        digest: arm64.digest,
        manifestSize: Buffer.byteLength(arm64.manifest),
        attestation: false,
        present: true,
      },
      {
        platform: 'unknown/unknown',
        os: 'unknown',
        architecture: 'unknown',
        variant: null,
        digest: attestation.digest,
        manifestSize: 840,
        attestation: true,
        present: false,
      },
    ])
  })

  it("are the proven entries', not the object's", async () => {
    const document = index(validIndex, true)
    const [first] = await platformsOf(document, [set('/dockerImageManifests/0/architecture', 'ppc64le')])
    assert.equal(first?.platform, 'linux/amd64')
  })

  it("are the object's where nothing is proven", async () => {
    const document = index(validIndex, false)
    const [first] = await platformsOf(document, [set('/dockerImageManifests/0/architecture', 'ppc64le')])
    assert.equal(first?.platform, 'linux/ppc64le')
  })

  it('count a child in evidence as present', async () => {
    const document = index({ ...validIndex, children: [] }, false)
    const found = await platformsOf(document, [], [arm64.manifest])
    assert.deepEqual(
      found.map(({ present }) => present),
      [false, true],
    )
  })

  it('tell an entry without a platform from an attestation', async () => {
    const bare = { mediaType: attestation.mediaType, size: 7, digest: digestOf('bare'), platform: {} }
    const [entry] = await platformsOf(index({ ...validIndex, entries: [bare], children: [] }, false))
    assert.equal(entry?.platform, 'unknown/unknown')
    assert.equal(entry.attestation, false)
    assert.equal(entry.os, null)
  })
})

describe('a platform in words', () => {
  for (const [os, arch, variant, text] of [
    ['linux', 'amd64', null, 'linux/amd64'],
    ['linux', 'arm64', 'v8', 'linux/arm64/v8'],
    ['linux', 'arm', 'v7', 'linux/arm/v7'],
    ['windows', 'amd64', null, 'windows/amd64'],
    [null, 'amd64', null, 'unknown/amd64'],
    ['linux', null, null, 'linux/unknown'],
    [null, null, null, 'unknown/unknown'],
  ] as const)
    it(text, () => assert.equal(platformText({ os, architecture: arch, variant }), text))
})
