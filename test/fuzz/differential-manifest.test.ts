import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits } from '../../lib/limits.ts'
import type { Manifest } from '../../lib/manifest/manifest.ts'
import { parseManifest } from '../../lib/manifest/parse.ts'
import { schema1, schema2 } from '../checks/document.ts'
import { valid, validImage, validSchema1 } from '../checks/valid.ts'
import { edited } from './edited.ts'
import { goUnmarshal } from './go-json.ts'
import { goManifest } from './go-type.ts'
import { seeded } from './seeded.ts'

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
