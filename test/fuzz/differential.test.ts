import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { decodeItem } from '../../lib/export/decode.ts'
import type { Image } from '../../lib/image/image.ts'
import { parseImage } from '../../lib/image/parse.ts'
import { foldName } from '../../lib/json/fold.ts'
import { defaultLimits } from '../../lib/limits.ts'
import type { Manifest } from '../../lib/manifest/manifest.ts'
import { parseManifest } from '../../lib/manifest/parse.ts'
import { schema1, schema2 } from '../checks/document.ts'
import { valid, validImage, validSchema1 } from '../checks/valid.ts'
import { items } from '../hostile/item.ts'
import { type GoType, goUnmarshal } from './go-json.ts'
import { goImage, goManifest, goStreamImage } from './go-type.ts'
import { seeded } from './seeded.ts'
import { type Tree, textOf, treeOf } from './tree.ts'
import { applied, type Edit, editKinds } from './tree-edit.ts'

const even = fc.noBias(fc.nat(0x7fff_ffff))
const edit: fc.Arbitrary<Edit> = fc.record({ kind: fc.constantFrom(...editKinds), where: even, which: even })

const edited = (texts: readonly string[]): fc.Arbitrary<string> => {
  const trees = texts.map(treeOf)
  return fc
    .tuple(even, fc.array(edit, { maxLength: 3 }))
    .map(([at, edits]) => textOf(edits.reduce<Tree>(applied, trees[at % trees.length] as Tree)))
}

const manifests = [
  schema2(validImage, true).manifest,
  schema1(validSchema1).manifest,
  valid['embedded index']().manifest,
  JSON.stringify({
    schemaVersion: 2,
    config: {
      mediaType: 'a/b',
      digest: `sha256:${'c'.repeat(64)}`,
      size: 3,
      annotations: { a: 'b', A: 'c' },
    },
    layers: [
      { mediaType: 'a/b', digest: `sha256:${'1'.repeat(64)}`, size: 0, urls: ['https://example.com/'] },
    ],
    annotations: { a: 'b' },
    subject: { mediaType: 'a/b', digest: `sha256:${'2'.repeat(64)}`, size: 1 },
  }),
]

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

interface GoDescriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform: Readonly<Record<string, string>> | null
}
interface GoManifest {
  readonly schemaVersion: number
  readonly mediaType: string
  readonly config: GoDescriptor
  readonly layers: readonly GoDescriptor[] | null
  readonly manifests: readonly GoDescriptor[] | null
  readonly architecture: string
  readonly fsLayers: readonly { blobSum: string }[] | null
  readonly history: readonly { v1Compatibility: string }[] | null
}

const descriptor = ({ mediaType, digest, size }: GoDescriptor) => ({ mediaType, digest, size })
const noDescriptor = { mediaType: '', digest: '', size: 0 }

/** What Go reads, as the manifest that it is if it is one of that type and nothing else. */
const asManifest = (type: Manifest['type'], go: GoManifest): Omit<Manifest, 'value'> => {
  const others = {
    image: [go.manifests, go.fsLayers, go.history],
    index: [go.layers, go.fsLayers, go.history],
    schema1: [go.layers, go.manifests],
  }[type]
  assert.deepEqual(
    others.filter((list) => list !== null),
    [],
    'Go sees another kind of manifest in it',
  )
  if (type !== 'image') assert.deepEqual(descriptor(go.config), noDescriptor, 'Go sees a config in it')
  const mediaType = go.mediaType || null
  if (type === 'image')
    return { type, mediaType, config: descriptor(go.config), layers: go.layers?.map(descriptor) } as never
  if (type === 'schema1')
    return {
      type,
      mediaType,
      architecture: go.architecture || null,
      layers: go.fsLayers?.map(({ blobSum }) => blobSum).toReversed(),
      history: go.history?.map(({ v1Compatibility }) => v1Compatibility),
    } as never
  const entries = go.manifests?.map(({ platform, ...entry }) => ({
    ...descriptor({ ...entry, platform }),
    architecture: platform?.architecture || null,
    os: platform?.os || null,
    osVersion: platform?.['os.version'] || null,
    variant: platform?.variant || null,
  }))
  return { type, mediaType, entries } as never
}

suite('a manifest is read as Go’s encoding/json reads it, or something says why not', () => {
  test('valid ones with some changes', async (t) => {
    let alike = 0
    let apart = 0
    await seeded(
      t,
      fc.property(edited(manifests), (text) => {
        const { manifest, problems } = parseManifest(Buffer.from(text), defaultLimits)
        if (manifest === null) {
          assert.ok(problems.length > 0, 'no manifest, and nothing says why')
          apart++
          return
        }
        assert.deepEqual(problems, [])
        const { value, errors } = goUnmarshal(goManifest, text)
        assert.deepEqual(errors, [], 'Go refuses what was read')
        const { value: _, ...read } = manifest
        const go = value as GoManifest
        assert.deepEqual(read, asManifest(manifest.type, go))
        assert.equal(go.schemaVersion, manifest.type === 'schema1' ? 1 : 2)
        alike++
      }),
      4000,
    )
    t.diagnostic(`${alike} read alike, ${apart} refused`)
    assert.ok(alike > 500 && apart > 1000)
  })

  test('in particular where Go merges what comes twice', () => {
    const twice =
      '{"schemaVersion":2,"config":{"digest":"a","size":1},"Config":{"size":2},"layers":[{"digest":"a","size":1},{"digest":"b"}],"LAYERS":[{"size":3}],"layer\u017f":[{},{}]}'
    const { value } = goUnmarshal(goManifest, twice)
    const { config, layers } = value as GoManifest
    assert.deepEqual(descriptor(config), { mediaType: '', digest: 'a', size: 2 })
    assert.deepEqual(layers?.map(descriptor), [
      { mediaType: '', digest: 'a', size: 3 },
      { mediaType: '', digest: 'b', size: 0 },
    ])
    assert.equal(parseManifest(Buffer.from(twice), defaultLimits).manifest, null)
  })
})

interface GoImage {
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> | null }
  readonly dockerImageReference: string
  readonly dockerImageMetadata: { readonly Id: string; readonly Size: number; readonly Architecture: string }
  readonly dockerImageManifest: string
  readonly dockerImageManifestMediaType: string
  readonly dockerImageConfig: string
  readonly dockerImageLayers: readonly { name: string; size: number; mediaType: string }[] | null
  readonly dockerImageManifests:
    | readonly (Readonly<Record<'digest' | 'mediaType' | 'architecture' | 'os' | 'variant', string>> & {
        manifestSize: number
      })[]
    | null
}

/** Each reading of an image object: its place, what was read, what Go reads; absent and empty are one. */
const readings = (
  image: Image,
  go: GoImage,
): readonly (readonly [path: string, ours: unknown, theirs: unknown])[] => {
  const layers = image.layersReversed ? image.layers?.toReversed() : image.layers
  const order = go.metadata.annotations?.['image.openshift.io/dockerLayersOrder']
  return [
    ['/metadata/name', image.innerName, go.metadata.name],
    ['/dockerImageReference', image.reference, go.dockerImageReference],
    ['/dockerImageManifestMediaType', image.mediaType, go.dockerImageManifestMediaType],
    ['/dockerImageManifest', image.manifestBytes?.toString(), go.dockerImageManifest],
    ['/dockerImageConfig', image.configBytes?.toString(), go.dockerImageConfig],
    ['/dockerImageMetadata/Id', image.metadata?.id, go.dockerImageMetadata.Id],
    ['/dockerImageMetadata/Size', image.metadata?.size, go.dockerImageMetadata.Size],
    ['/dockerImageMetadata/Architecture', image.metadata?.architecture, go.dockerImageMetadata.Architecture],
    [
      '/metadata/annotations/image.openshift.io~1dockerLayersOrder',
      image.layersOrderStated ? (image.layersReversed ? 'descending' : 'ascending') : null,
      order === 'ascending' || order === 'descending' ? order : '',
    ],
    [
      '/dockerImageLayers',
      layers?.map(({ digest, size, mediaType }) => [digest, size ?? 0, mediaType ?? '']),
      go.dockerImageLayers?.map(({ name, size, mediaType }) => [name, size, mediaType]),
    ],
    [
      '/dockerImageManifests',
      image.entries?.map(({ digest, mediaType, size, architecture, os, variant }) =>
        [digest, mediaType, size ?? 0, architecture, os, variant].map((part) => part ?? ''),
      ),
      go.dockerImageManifests?.map(({ digest, mediaType, manifestSize, architecture, os, variant }) => [
        digest,
        mediaType,
        manifestSize,
        architecture,
        os,
        variant,
      ]),
    ],
  ]
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0)

const same = (ours: unknown, theirs: unknown): boolean =>
  (isEmpty(ours) && isEmpty(theirs)) || JSON.stringify(ours) === JSON.stringify(theirs)

const within = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}/`)

/** Whether a flaw or fault says that this field is not to be relied on. */
const isTold = (image: Image, path: string): boolean => {
  const folded = foldName(image.root + path)
  return [...image.flaws, ...image.faults].some((told) => {
    const at = foldName(told.path)
    return within(at, folded) || within(folded, at)
  })
}

const typeOf = (image: Image): GoType => (image.root === '' ? goImage : goStreamImage)

suite('an item is read as Go’s encoding/json reads it, or something says why not', () => {
  test('valid ones with some changes', async (t) => {
    let alike = 0
    let told = 0
    let rejected = 0
    await seeded(
      t,
      fc.property(edited(items.map((item) => JSON.stringify(item))), (text) => {
        const raw = { source: 0, document: 0, path: '', bytes: Buffer.from(text), offset: 0 }
        for (const item of decodeItem(raw, defaultLimits)) {
          if ('code' in item) {
            rejected++
            continue
          }
          // An import answer's images are items of their own, whose text is not at hand.
          if (item.path !== '') continue
          assert.ok(isJson(text))
          const image = parseImage(item)
          const { value } = goUnmarshal(typeOf(image), text)
          const go = (image.root === '' ? value : (value as { image: unknown }).image) as GoImage
          for (const [path, ours, theirs] of readings(image, go)) {
            if (same(ours, theirs)) alike++
            else if (isTold(image, path)) told++
            else assert.fail(`${path}: ${JSON.stringify(ours)}, but Go reads ${JSON.stringify(theirs)}`)
          }
        }
      }),
      3000,
    )
    t.diagnostic(`${alike} fields read alike, ${told} told apart, ${rejected} items rejected`)
    assert.ok(alike > 10_000 && told > 200 && rejected > 50)
  })
})
