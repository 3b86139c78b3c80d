import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type ImageSize, sizeOfImage, sizeOfIndex } from '../../lib/measure/size.ts'
import { assayDocument, assayText, itemOf } from '../checks/assay-document.ts'
import {
  type Document,
  digestOf,
  emptyTar,
  entryOf,
  type ImageParts,
  imageParts,
  index,
  type Layer,
  layer,
  schema1,
  schema2,
} from '../checks/document.ts'
import { add, drop, type Edit, set } from '../checks/edit.ts'
import { amd64, arm64, validImage, validIndex, validSchema1 } from '../checks/valid.ts'

const [base, gems, app] = [layer('base', 100), layer('gems', 200), layer('app', 300)]
const emptyLayer = (size: number): Layer => ({ ...layer('', size), digest: emptyTar })
const parts = (...layers: Layer[]): ImageParts => imageParts(layers)
const configBytes = (given: ImageParts): number => Buffer.byteLength(given.config)

const sizeOf = async (document: Document, ...edits: Edit[]): Promise<ImageSize> => {
  const image = structuredClone(document.image)
  for (const change of edits) change(image)
  const text = JSON.stringify(itemOf('Image', image, document.digest))
  return (await assayText('Image', text, { children: document.children })).measures.size
}

interface Case {
  readonly name: string
  readonly document: Document
  readonly edits?: readonly Edit[]
  readonly size: Partial<ImageSize>
}

const repeated = parts(base, gems, base, base)
const three = parts(base, gems, app)
const configLayer = { ...layer('', configBytes(three)), digest: digestOf(three.config) }
const zero = parts(base, { ...gems, size: 0 })
const config = configBytes(validImage)
const size = '/dockerImageMetadata/Size'
const sizeAt = (i: number) => `/dockerImageLayers/${i}/size`
const old = (...layers: Layer[]) => schema1({ ...validSchema1, layers })

const images: readonly Case[] = [
  {
    name: 'three different layers',
    document: schema2(three, false),
    size: {
      layerCount: 3,
      distinctLayerCount: 3,
      layers: 600,
      distinctLayers: 600,
      total: 600 + configBytes(three),
      declared: 600 + configBytes(three),
      unknownSizes: 0,
    },
  },
  {
    name: 'a layer three times: it counts three times among all layers and once among the distinct',
    document: schema2(repeated, false),
    size: {
      layerCount: 4,
      distinctLayerCount: 2,
      layers: 500,
      distinctLayers: 300,
      total: 300 + configBytes(repeated),
      declared: 300 + configBytes(repeated),
      unknownSizes: 0,
    },
  },
  {
    name: 'no layer at all',
    document: schema2(parts(), true),
    size: { layerCount: 0, distinctLayerCount: 0, layers: 0, distinctLayers: 0, total: configBytes(parts()) },
  },
  {
    name: 'a proven layer of 0 bytes: it is as long as that',
    document: schema2(zero, true),
    size: { layers: 100, distinctLayers: 100, total: 100 + configBytes(zero), unknownSizes: 0 },
  },
  {
    name: 'the same, blanked and proven by reconstruction',
    document: schema2(zero, false),
    size: { layers: 100, distinctLayers: 100, total: 100 + configBytes(zero), unknownSizes: 0 },
  },
  {
    name: "the manifest's sizes, not the object's, where the manifest is proven",
    document: schema2(three, true),
    edits: [set(sizeAt(0), 7), set(size, 8)],
    size: { layers: 600, distinctLayers: 600, total: 600 + configBytes(three), declared: 8 },
  },
  {
    name: 'declared is what the object says',
    document: schema2(three, true),
    edits: [drop(size)],
    size: { declared: null, total: 600 + configBytes(three) },
  },

  {
    name: 'unproven: the config is what Size holds beside the distinct layers',
    document: schema2(three, false),
    edits: [add(size, 5)],
    size: { layers: 600, distinctLayers: 600, total: 605 + configBytes(three), unknownSizes: 0 },
  },
  {
    name: 'unproven, no Size: the config is of unknown size',
    document: schema2(three, false),
    edits: [drop(size)],
    size: { layers: 600, distinctLayers: 600, total: 600, declared: null, unknownSizes: 1 },
  },
  {
    name: 'unproven, a Size below the sum: the config is of unknown size, never below zero',
    document: schema2(three, false),
    edits: [set(size, 599)],
    size: { layers: 600, distinctLayers: 600, total: 600, declared: 599, unknownSizes: 1 },
  },
  {
    name: 'unproven, a layer of 0 bytes: it and the config, which the rest of Size may be a part of, are unknown',
    document: schema2(three, false),
    edits: [set(sizeAt(1), 0)],
    size: { layerCount: 3, layers: 400, distinctLayers: 400, total: 400, unknownSizes: 2 },
  },
  {
    name: 'unproven, a layer without a size',
    document: schema2(three, false),
    edits: [set(sizeAt(2), null)],
    size: { layers: 300, distinctLayers: 300, total: 300, unknownSizes: 2 },
  },
  {
    name: 'unproven, no layer of a known size',
    document: schema2(three, false),
    edits: [0, 1, 2].map((i) => set(sizeAt(i), 0)),
    size: { layerCount: 3, layers: null, distinctLayers: null, total: null, unknownSizes: 4 },
  },
  {
    name: 'unproven, nothing that describes layers',
    document: schema2(three, false),
    edits: [drop('/dockerImageLayers')],
    size: { layerCount: null, distinctLayerCount: null, layers: null, distinctLayers: null, total: null },
  },

  {
    name: 'schema 1: no config, so total is the distinct layers',
    document: old(base, gems),
    size: { layerCount: 2, layers: 300, distinctLayers: 300, total: 300, declared: 300, unknownSizes: 0 },
  },
  {
    name: 'schema 1: a size of 0 is one that is not known',
    document: old(base, { ...gems, size: 0 }, app),
    size: { layerCount: 3, layers: 400, distinctLayers: 400, total: 400, unknownSizes: 1 },
  },
  {
    name: 'schema 1: an unknown layer that repeats is one unknown blob',
    document: old(base, { ...gems, size: 0 }, { ...gems, size: 0 }),
    size: {
      layerCount: 3,
      distinctLayerCount: 2,
      layers: 100,
      distinctLayers: 100,
      total: 100,
      unknownSizes: 1,
    },
  },
  {
    name: 'schema 1: no layer of a known size',
    document: old({ ...base, size: 0 }, { ...gems, size: 0 }),
    size: { layerCount: 2, layers: null, distinctLayers: null, total: null, unknownSizes: 2 },
  },
  {
    name: 'schema 1: one layer claimed to be of 100 bytes and of 0: it is of 100',
    document: old(base, { ...base, size: 0 }),
    size: {
      layerCount: 2,
      distinctLayerCount: 1,
      layers: 200,
      distinctLayers: 100,
      total: 100,
      unknownSizes: 0,
    },
  },
  {
    name: 'schema 1: one layer claimed to be of 0 bytes and of 100: it is of 100',
    document: old({ ...base, size: 0 }, base),
    size: { layers: 200, distinctLayers: 100, total: 100, unknownSizes: 0 },
  },
  {
    name: 'a config that is a layer too: it counts once',
    document: schema2({ ...three, layers: [base, configLayer] }, true),
    size: {
      layerCount: 2,
      distinctLayerCount: 2,
      layers: 100 + configBytes(three),
      distinctLayers: 100 + configBytes(three),
      total: 100 + configBytes(three),
      unknownSizes: 0,
    },
  },
  {
    name: 'schema 1: the empty tar is of 32 bytes, whether the object says 0 or 32',
    document: old(base, emptyLayer(0), gems, emptyLayer(32)),
    size: {
      layerCount: 4,
      distinctLayerCount: 3,
      layers: 364,
      distinctLayers: 332,
      total: 332,
      unknownSizes: 0,
    },
  },
  {
    name: 'schema 1: no sizes in the object, only the manifest',
    document: old(base, emptyLayer(32)),
    edits: [drop('/dockerImageLayers')],
    size: { layerCount: 2, layers: 32, distinctLayers: 32, total: 32, unknownSizes: 1 },
  },
  {
    name: 'schema 1: blanked, by the object alone',
    document: old(base, { ...gems, size: 0 }, emptyLayer(0)),
    edits: [set('/dockerImageManifest', '')],
    size: { layerCount: 3, layers: 132, distinctLayers: 132, total: 132, unknownSizes: 1 },
  },
  {
    name: 'unproven: the empty tar of 0 bytes is of 32',
    document: schema2(parts(base, emptyLayer(0)), false),
    edits: [drop(size)],
    size: { layers: 132, distinctLayers: 132, unknownSizes: 1 },
  },
]

const sum = (pick: (size: ImageSize) => number | null, ...sizes: readonly ImageSize[]): number =>
  sizes.reduce((total, each) => total + (pick(each) ?? Number.NaN), 0)

const attestation = {
  ...entryOf(schema2(parts(layer('sbom', 9)), true), { architecture: 'unknown', os: 'unknown' }),
  annotations: {
    'vnd.docker.reference.digest': amd64.digest,
    'vnd.docker.reference.type': 'attestation-manifest',
  },
}
const nothing: ImageSize = {
  layerCount: null,
  distinctLayerCount: null,
  layers: null,
  distinctLayers: null,
  total: null,
  declared: null,
  unknownSizes: null,
}

describe('sizes of a single image', () => {
  for (const { name, document, edits = [], size: expected } of images)
    it(name, async () => {
      const found = await sizeOf(document, ...edits)
      assert.deepEqual({ ...found, ...expected }, found)
    })

  it('are the same in every kind of item', async () => {
    for (const kind of ['ImageStreamImage', 'ImageStreamTag', 'Image'] as const)
      assert.equal((await assayDocument(schema2(validImage, false), kind)).measures.size.total, 600 + config)
  })
})

describe('a layer that an image gives two sizes', () => {
  const [small, large] = [1, 2].map((bytes) => ({ digest: digestOf('base'), size: bytes, mediaType: null }))
  for (const layers of [
    [small, large],
    [large, small],
  ])
    it(`counts among the distinct with the larger: ${layers.map((each) => each?.size).join(', ')}`, () => {
      const found = sizeOfImage(
        layers.flatMap((each) => each ?? []),
        null,
        null,
      )
      assert.deepEqual([found.layers, found.distinctLayers, found.total], [3, 2, 2])
    })
})

describe('a config that is a layer too', () => {
  const blob = { digest: digestOf('{}'), size: 2, mediaType: null }
  const other = { digest: digestOf('other'), size: 5, mediaType: null }
  const rows = [
    { layers: [blob], config: blob, total: 2, unknown: 0 },
    { layers: [blob, other], config: blob, total: 7, unknown: 0 },
    { layers: [other], config: blob, total: 7, unknown: 0 },
    { layers: [{ ...blob, size: null }], config: blob, total: 2, unknown: 0 },
    { layers: [blob], config: { ...blob, size: null }, total: 2, unknown: 0 },
    { layers: [other], config: { digest: null, size: null }, total: 5, unknown: 1 },
  ]
  for (const { layers, config: given, total, unknown } of rows)
    it(`counts once: ${layers.map((each) => each.size).join()} and ${given.size}`, () => {
      const found = sizeOfImage(layers, given, null)
      assert.deepEqual([found.total, found.unknownSizes], [total, unknown])
    })
})

describe('sizes of an index', () => {
  it("are sums over its children's own, where all are there", async () => {
    const children = [await sizeOf(amd64), await sizeOf(arm64)]
    assert.deepEqual(await sizeOf(index(validIndex, false)), {
      layerCount: null,
      distinctLayerCount: sum((each) => each.distinctLayerCount, ...children),
      layers: sum((each) => each.layers, ...children),
      distinctLayers: sum((each) => each.distinctLayers, ...children),
      total: sum((each) => each.total, ...children),
      declared: null,
      unknownSizes: 0,
    })
  })

  it('leave attestations out, there or not', async () => {
    const plain = await sizeOf(index(validIndex, false))
    const attested = { ...validIndex, entries: [...validIndex.entries, attestation] }
    assert.deepEqual(await sizeOf(index(attested, false)), plain)
    assert.deepEqual(await sizeOf(index(attested, true)), plain)
  })

  it('are null where a child is missing', async () =>
    assert.deepEqual(await sizeOf(index({ ...validIndex, children: [amd64] }, false)), nothing))

  it('are null where no child is there', async () =>
    assert.deepEqual(await sizeOf(index({ ...validIndex, children: [] }, true)), nothing))

  it('count a child in evidence', async () => {
    const document = index({ ...validIndex, children: [amd64] }, false)
    const found = await assayDocument(document, 'Image', [arm64.manifest])
    assert.deepEqual(found.measures.size, await sizeOf(index(validIndex, false)))
  })

  it('are null where a child is contradicted by its own bytes, whatever its fields say', async () => {
    const broken = structuredClone(amd64.image)
    set('/dockerImageManifest', schema2(three, true).manifest)(broken)
    drop(size)(broken)
    for (const embedded of [false, true]) {
      const children = [{ ...amd64, image: broken }, arm64]
      assert.deepEqual(await sizeOf(index({ ...validIndex, children }, embedded)), nothing)
    }
  })

  it('are null where a child is schema 1 and in evidence only: its sizes are nowhere', async () => {
    const child = schema1(validSchema1)
    const entries = [entryOf(child, { architecture: 'amd64', os: 'linux' })]
    const document = index({ ...validIndex, entries, children: [] }, true)
    const { measures } = await assayDocument(document, 'Image', [child.manifest])
    assert.deepEqual(measures.size, nothing)
    assert.deepEqual(
      measures.platforms.map(({ present }) => present),
      [true],
    )
  })

  it('are null where there are attestations only, there or not', async () => {
    for (const embedded of [false, true]) {
      const document = index({ ...validIndex, entries: [attestation], children: [] }, embedded)
      assert.deepEqual(await sizeOf(document), nothing)
    }
  })

  it('say how many sizes its children do not know', async () => {
    const broken = structuredClone(amd64.image)
    set('/dockerImageManifest', '')(broken)
    set('/dockerImageConfig', '')(broken)
    drop(size)(broken)
    const children = [{ ...amd64, image: broken }, arm64]
    const found = await sizeOf(index({ ...validIndex, children }, false))
    assert.equal(found.unknownSizes, 1)
    assert.equal(found.layers, 100 + 320)
  })

  it('never has a layer count, a Size of its own or layers', async () => {
    const document = index(validIndex, true)
    const { measures, report } = await assayText(
      'Image',
      JSON.stringify(
        itemOf('Image', { ...document.image, dockerImageMetadata: { Id: document.digest, Size: 77 } }, ''),
      ),
      { children: document.children },
    )
    assert.equal(measures.size.layerCount, null)
    assert.equal(measures.size.declared, null)
    assert.deepEqual(report.layers, [])
    assert.equal(report.config, null)
  })
})

const sizes = fc.oneof(fc.constant(null), fc.nat({ max: 2 ** 40 }))
const layerOf = (known: fc.Arbitrary<number | null>) =>
  fc.record({ name: fc.nat(5), size: known }).map(({ name, size: bytes }) => ({
    digest: digestOf(`property ${name}`),
    size: bytes,
    mediaType: null,
  }))
const layersOf = (known: fc.Arbitrary<number | null>) => fc.array(layerOf(known), { maxLength: 8 })
const configs = fc.option(fc.record({ digest: fc.constant(digestOf('config')), size: sizes }))
const bounded = { seed: 4, numRuns: 200 }

const distinct = ({ distinctLayerCount, distinctLayers, total, unknownSizes }: ImageSize) => [
  distinctLayerCount,
  distinctLayers,
  total,
  unknownSizes,
]

describe('properties of sizes', () => {
  it('no sum is below zero, and null only where nothing is known', () =>
    fc.assert(
      fc.property(layersOf(sizes), configs, (layers, given) => {
        const found = sizeOfImage(layers, given, null)
        for (const each of Object.values(found)) assert.ok(each === null || each >= 0)
        const known = layers.some((each) => each.size !== null)
        assert.equal(found.layers === null, layers.length > 0 && !known)
        assert.equal(found.distinctLayers === null, found.layers === null)
      }),
      bounded,
    ))

  it('distinct layers are never more than all layers, where all sizes are known', () =>
    fc.assert(
      fc.property(layersOf(fc.nat({ max: 2 ** 40 })), (layers) => {
        const found = sizeOfImage(layers, { size: 1 }, null)
        assert.ok((found.distinctLayers ?? Number.NaN) <= (found.layers ?? Number.NaN))
        assert.ok((found.distinctLayerCount ?? Number.NaN) <= (found.layerCount ?? Number.NaN))
        assert.equal(found.unknownSizes, 0)
      }),
      bounded,
    ))

  it('total is never less than the distinct layers', () =>
    fc.assert(
      fc.property(layersOf(sizes), configs, (layers, given) => {
        const found = sizeOfImage(layers, given, null)
        assert.ok((found.total ?? 0) >= (found.distinctLayers ?? 0))
      }),
      bounded,
    ))

  it('repeating all layers changes no distinct sum', () =>
    fc.assert(
      fc.property(layersOf(sizes), configs, (layers, given) => {
        const once = sizeOfImage(layers, given, null)
        const twice = sizeOfImage([...layers, ...layers], given, null)
        assert.deepEqual(distinct(twice), distinct(once))
      }),
      bounded,
    ))

  it('an index is null or the sum of its children', () =>
    fc.assert(
      fc.property(fc.array(fc.option(layersOf(sizes)), { minLength: 1, maxLength: 4 }), (children) => {
        const given = children.map((layers) =>
          layers === null ? null : sizeOfImage(layers, { size: 1 }, null),
        )
        const found = sizeOfIndex(given)
        const totals = given.map((each) => each?.total ?? null)
        assert.equal(
          found.total,
          totals.includes(null) ? null : totals.reduce<number>((all, each) => all + (each ?? 0), 0),
        )
      }),
      bounded,
    ))
})
