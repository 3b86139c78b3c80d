import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { conflictFinder } from '../../lib/checks/conflict.ts'
import { createConflictClaims } from '../../lib/checks/conflict-claims.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { createBlobClaims, createBlobs } from '../../lib/report/blobs.ts'
import { createNotebook, takeNotes } from '../../lib/report/notebook.ts'
import { assayText, itemOf } from './assay-document.ts'
import {
  type Document,
  digestOf,
  emptyTar,
  imageParts,
  index,
  type Layer,
  layer,
  schema1,
  schema2,
} from './document.ts'
import { add, drop, type Edit, editList, editText, reverse, set } from './edit.ts'
import { arm64, valid, validImage, validIndex, validSchema1 } from './valid.ts'

/** A document, and what was changed in the object that describes it. */
type Described = readonly [Document, ...Edit[]]

const conflictsOf = async (...documents: readonly Described[]) => {
  const notebook = createNotebook(defaultLimits)
  for (const [number, [document, ...edits]] of documents.entries()) {
    const image = structuredClone(document.image)
    for (const change of edits) change(image)
    const {
      image: read,
      proof,
      report,
    } = await assayText('Image', JSON.stringify(itemOf('Image', image, document.digest)))
    const notes = takeNotes('a secret', number)
    notes.add(read, proof, report)
    notebook.note(notes.notes())
  }
  return notebook.finish(0).conflicts
}

/** Digest and path of each conflict. */
const found = async (...documents: readonly Described[]): Promise<string[]> =>
  (await conflictsOf(...documents)).map(({ digest, path }) => `${digest} ${path}`)

const blanked = valid.blanked()
const list = valid.index()
const old = valid.schema1()
const layers = '/dockerImageLayers'
const annotations = '/metadata/annotations'
const image = (...given: Layer[]): Document => schema2(imageParts(given), true)
const unordered: Edit = set(annotations, null)
const emptyLayer = (size: number): Layer => ({ ...layer('', size), digest: emptyTar })
const withEmpty = (size: number, name: string): Document =>
  schema1({ ...validSchema1, layers: [layer(name, 10), emptyLayer(size)] })

interface Case {
  readonly name: string
  readonly documents: readonly Described[]
  readonly conflicts: readonly string[]
}

const shared = layer('shared', 700)
const sharedConfig = validImage.config

const cases: readonly Case[] = [
  { name: 'the same image twice', documents: [[blanked], [blanked]], conflicts: [] },
  { name: 'the same index twice', documents: [[list], [list]], conflicts: [] },
  { name: 'the same schema 1 image twice', documents: [[old], [old]], conflicts: [] },
  { name: 'blanked once, embedded once', documents: [[blanked], [valid.embedded()]], conflicts: [] },
  { name: 'two images without a layer in common', documents: [[blanked], [arm64]], conflicts: [] },
  {
    name: 'a layer that two images give one size',
    documents: [[image(shared)], [image(shared, layer('more', 1))]],
    conflicts: [],
  },

  {
    name: 'an image by its layers: another digest',
    documents: [[blanked], [blanked, set(`${layers}/0/name`, digestOf('other'))]],
    conflicts: [`${blanked.digest} /dockerImageLayers`],
  },
  {
    name: 'an image by its layers: one left out',
    documents: [[blanked], [blanked, editList(layers, (given) => given.slice(1))]],
    conflicts: [`${blanked.digest} /dockerImageLayers`],
  },
  {
    name: 'an image by its layers: another order, stated',
    documents: [[blanked], [blanked, reverse(layers)]],
    conflicts: [`${blanked.digest} /dockerImageLayers`],
  },
  {
    name: 'an image by its layers: media types are not compared',
    documents: [
      [blanked],
      [blanked, set(`${layers}/0/mediaType`, 'text/plain'), drop(`${layers}/1/mediaType`)],
    ],
    conflicts: [],
  },
  {
    name: 'an image by its layers: base first once and base last once, as each annotation says',
    documents: [
      [blanked],
      [blanked, reverse(layers), set(annotations, { 'image.openshift.io/dockerLayersOrder': 'descending' })],
    ],
    conflicts: [],
  },
  {
    name: 'an image by its layers: base last without an annotation, as old clusters have it',
    documents: [[blanked], [blanked, reverse(layers), unordered]],
    conflicts: [],
  },
  {
    name: 'an image by its layers: base first without an annotation, proven by that order',
    documents: [[blanked], [blanked, unordered]],
    conflicts: [],
  },
  {
    name: 'an image by its layers: none given once',
    documents: [[blanked], [blanked, drop(layers)]],
    conflicts: [],
  },
  {
    name: 'an image by its layers: a size of 0, which means unknown',
    documents: [[old], [old, set(`${layers}/0/size`, 0)]],
    conflicts: [],
  },
  {
    name: 'an image by its layers: a size left out',
    documents: [[old], [old, drop(`${layers}/0/size`)]],
    conflicts: [],
  },
  {
    name: 'an image by its layers: the empty tar of 32 bytes once and of 0 once',
    documents: [[withEmpty(32, 'a')], [withEmpty(32, 'a'), set(`${layers}/1/size`, 0)]],
    conflicts: [],
  },
  {
    name: 'an image by its ID',
    documents: [[blanked], [blanked, set('/dockerImageMetadata/Id', digestOf('other'))]],
    conflicts: [`${blanked.digest} /dockerImageMetadata/Id`],
  },
  {
    name: 'an image by its ID: one digest with and without its algorithm',
    documents: [[blanked], [blanked, editText('/dockerImageMetadata/Id', (id) => id.slice(7))]],
    conflicts: [],
  },
  {
    name: 'an image by its ID: none given once',
    documents: [[blanked], [blanked, drop('/dockerImageMetadata/Id')]],
    conflicts: [],
  },
  {
    name: 'a schema 1 image by its Size',
    documents: [[old], [old, add('/dockerImageMetadata/Size', 1)]],
    conflicts: [`${old.digest} /dockerImageMetadata/Size`],
  },
  {
    name: 'an image by its Size: none given once',
    documents: [[old], [old, drop('/dockerImageMetadata/Size')]],
    conflicts: [],
  },
  {
    name: 'an image by its Size: 0 once, which means unknown',
    documents: [[old], [old, set('/dockerImageMetadata/Size', 0)]],
    conflicts: [],
  },
  ...(
    [
      ['digest', digestOf('other')],
      ['manifestSize', 1],
      ['architecture', 's390x'],
      ['os', 'freebsd'],
      ['variant', 'v5'],
    ] as const
  ).map(
    ([field, value]): Case => ({
      name: `an index by its manifests: another ${field}`,
      documents: [[list], [list, set(`/dockerImageManifests/1/${field}`, value)]],
      conflicts: [`${list.digest} /dockerImageManifests`],
    }),
  ),
  {
    name: 'an index by its manifests: media types are not compared',
    documents: [[list], [list, set('/dockerImageManifests/1/mediaType', 'text/plain')]],
    conflicts: [],
  },

  {
    name: 'a layer of two sizes in two images',
    documents: [[image(shared)], [image({ ...shared, size: 701 })]],
    conflicts: [`${shared.digest} /size`],
  },
  {
    name: 'a layer of two sizes in one image',
    documents: [[image(shared, { ...shared, size: 701 })]],
    conflicts: [`${shared.digest} /size`],
  },
  {
    name: 'a layer of 0 bytes in one image, of 700 in another',
    documents: [[image(shared)], [image({ ...shared, size: 0 })]],
    conflicts: [],
  },
  {
    name: 'the empty tar of 0 bytes in one image, of 32 in another',
    documents: [[withEmpty(0, 'a')], [withEmpty(32, 'b')], [image(emptyLayer(0))], [image(emptyLayer(32))]],
    conflicts: [],
  },
  {
    name: 'the empty tar of 33 bytes: neither of its two sizes',
    documents: [[withEmpty(32, 'a')], [image(emptyLayer(33))]],
    conflicts: [`${emptyTar} /size`],
  },
  {
    name: 'a layer of two media types',
    documents: [[image(shared)], [image({ ...shared, mediaType: 'text/plain' })]],
    conflicts: [],
  },
  {
    name: 'a config of two sizes',
    documents: [
      [schema2({ ...validImage, config: sharedConfig }, true)],
      [schema2({ ...validImage, config: sharedConfig, configSize: 5000 }, true)],
    ],
    conflicts: [`${digestOf(sharedConfig)} /size`],
  },
  {
    name: 'a config of another size than its bytes have, which stand in an image that nothing proves',
    documents: [
      [schema2({ ...validImage, config: sharedConfig, configSize: 5000 }, false)],
      [
        schema2({ ...validImage, layers: [layer('more', 1)], config: sharedConfig }, true),
        drop('/dockerImageManifest'),
        add('/dockerImageMetadata/Size', 1),
      ],
    ],
    conflicts: [`${digestOf(sharedConfig)} /size`],
  },
  {
    name: 'a config of the size that its bytes have, whatever another image lets guess',
    documents: [
      [
        schema2({ ...validImage, layers: [layer('more', 1)], config: sharedConfig }, true),
        drop('/dockerImageManifest'),
      ],
      [blanked, add('/dockerImageMetadata/Size', 1)],
    ],
    conflicts: [],
  },
  {
    name: 'a blob that is a layer here and a config there, of two sizes',
    documents: [[blanked], [image({ ...shared, digest: digestOf(validImage.config) })]],
    conflicts: [`${digestOf(validImage.config)} /size`],
  },
  {
    name: 'a layer whose size a tampered, unproven image gives differently',
    documents: [[image(layer('base', 100))], [blanked, set(`${layers}/0/size`, 101)]],
    conflicts: [`${digestOf('base')} /size`],
  },
]

describe('digest-conflict', () => {
  for (const { name, documents, conflicts } of cases) {
    it(name, async () => assert.deepEqual(await found(...documents), conflicts))
    it(`${name}, the other way round`, async () =>
      assert.deepEqual(await found(...documents.toReversed()), conflicts))
  }

  it('is sorted by digest, whatever the order of the export', async () => {
    const names = ['d', 'b', 'a', 'c']
    const documents = names.flatMap((name) => [[image(layer(name, 1))], [image(layer(name, 2))]] as const)
    const digests = (await conflictsOf(...documents)).map(({ digest }) => digest)
    assert.deepEqual(digests, names.map((name) => digestOf(name)).toSorted())
  })

  it('shows every value once, and names the images that give them', async () => {
    const documents = [1, 2, 2, 3].map((size) => image({ ...shared, size }))
    const [conflict, ...more] = await conflictsOf(...documents.map((document) => [document] as const))
    assert.deepEqual(more, [])
    assert.deepEqual(conflict?.values.toSorted(), ['1', '2', '3'])
    assert.deepEqual(
      conflict.images.toSorted(),
      [...new Set(documents.map(({ digest }) => digest))].toSorted(),
    )
  })

  it('keeps long values short, and different', async () => {
    const many = Array.from({ length: 100 }, (_, i) => layer(`many ${i}`, 1 + i))
    const whole = image(...many)
    const [conflict] = await conflictsOf([whole], [whole, set(`${layers}/99/name`, digestOf('other'))])
    assert.equal(new Set(conflict?.values).size, 2)
    for (const value of conflict?.values ?? []) assert.ok(value.length < 300)
  })

  it('property: documents given twice conflict with nothing', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 9 })), {
          selector: ([name]) => name,
          maxLength: 6,
        }),
        async (given) => {
          const document = image(...given.map(([name, size]) => layer(`property ${name}`, size)))
          const parent = index({ ...validIndex, children: [] }, true)
          assert.deepEqual(await conflictsOf([document], [parent], [document], [parent]), [])
        },
      ),
      { seed: 11, numRuns: 50 },
    ))

  it('property: the order of the export changes nothing', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 3 })), { maxLength: 8 }),
        async (given) => {
          const documents = given.map(([name, size]) => [image(layer(`property ${name}`, size))] as const)
          const digests = (conflicts: Awaited<ReturnType<typeof conflictsOf>>) =>
            conflicts.map(({ digest, values }) => [digest, values.toSorted()])
          assert.deepEqual(
            digests(await conflictsOf(...documents)),
            digests(await conflictsOf(...documents.toReversed())),
          )
        },
      ),
      { seed: 12, numRuns: 50 },
    ))

  it('property: is what a plain comparison finds, in memory and in the temporary folder', () => {
    const value = fc.option(fc.constantFrom('a', 'b', 'c'))
    const descriptions = fc.array(
      fc.record({
        digest: fc.option(fc.constantFrom('sha256:1', 'sha256:2', 'not a digest')),
        fields: fc.tuple(value, value, value, fc.option(fc.nat(2))),
        blobs: fc.array(fc.tuple(fc.nat(5).map(String), fc.integer({ min: 1, max: 3 })), { maxLength: 4 }),
      }),
      { maxLength: 40 },
    )
    const paths = [
      'dockerImageLayers',
      'dockerImageManifests',
      'dockerImageMetadata/Id',
      'dockerImageMetadata/Size',
    ]
    fc.assert(
      fc.property(descriptions, fc.integer({ min: 1, max: 5 }), (given, atOnce) => {
        /** By digest and path: each value, and the first image that gives it. */
        const said = new Map<string, Map<string, string>>()
        const say = (digest: string, path: string, text: string, name: string): void => {
          const values = said.get(`${digest} /${path}`) ?? new Map<string, string>()
          said.set(`${digest} /${path}`, values.has(text) ? values : values.set(text, name))
        }
        const all = [Number.POSITIVE_INFINITY, 2].flatMap((most) =>
          [undefined, 0].map((memory) => ({
            most,
            finder: conflictFinder(most, memory),
            sizes: createBlobs(memory),
          })),
        )
        let claims = createConflictClaims('a secret')
        let blobClaims = createBlobClaims()
        const handOver = (): void => {
          const ofImages = claims.claims()
          const ofBlobs = blobClaims.claims()
          for (const { finder, sizes } of all) {
            finder.add(ofImages)
            sizes.add(ofBlobs)
          }
          claims = createConflictClaims('a secret')
          blobClaims = createBlobClaims()
        }
        for (const [n, { digest, fields, blobs }] of given.entries()) {
          const name = `image ${n}`
          for (const [field, text] of fields.entries())
            if (digest !== null && text !== null) say(digest, paths[field] ?? '', String(text), name)
          for (const [blob, size] of blobs) say(digestOf(blob), 'size', String(size), name)
          const named = blobs.map(([blob, size]) => ({ digest: digestOf(blob), size, mediaType: null }))
          claims.add({ name, digest, fields: digest === null ? [] : fields }, n)
          blobClaims.add({ type: 'image', layers: named, config: null }, false, n)
          if (n % atOnce === 0) handOver()
        }
        handOver()
        const expected = [...said]
          .filter(([, values]) => values.size > 1)
          .map(([place, values]) => ({
            place,
            values: [...values.keys()].toSorted(),
            images: [...new Set(values.values())].toSorted(),
          }))
          .toSorted((one, other) => (one.place < other.place ? -1 : 1))
        const first: unknown[] = []
        for (const { most, finder, sizes } of all) {
          const { named, more } = finder.conflicts(sizes.finish().disputes)
          finder.close()
          sizes.close()
          const conflicts = named.map(({ digest, path, ...rest }) => ({
            place: `${digest} ${path}`,
            ...rest,
          }))
          const chosen = new Set(conflicts.map(({ place }) => place))
          assert.equal(chosen.size, Math.min(most, expected.length))
          assert.deepEqual(
            conflicts,
            expected.filter(({ place }) => chosen.has(place)),
          )
          assert.equal(more, expected.length - chosen.size)
          if (most === 2) first.push(conflicts)
        }
        // Where the tables are kept decides nothing.
        assert.deepEqual(first[0], first[1])
      }),
      { seed: 13, numRuns: 300 },
    )
  })
})
