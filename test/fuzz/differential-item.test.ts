import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { decodeItem } from '../../lib/export/decode.ts'
import type { Item, Rejection } from '../../lib/export/item.ts'
import type { Problem } from '../../lib/export/rejection.ts'
import { createJsonSplitter } from '../../lib/export/split-json.ts'
import type { Image } from '../../lib/image/image.ts'
import { parseImage } from '../../lib/image/parse.ts'
import { foldName } from '../../lib/json/fold.ts'
import { defaultLimits } from '../../lib/limits.ts'
import { items } from '../hostile/item.ts'
import { edited } from './edited.ts'
import { type GoType, goUnmarshal } from './go-json.ts'
import { goImage, goStreamImage } from './go-type.ts'
import { seeded } from './seeded.ts'

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

/** What is read of a document: by the quick pass where it is sound, by the thorough one where it is not. */
const itemsOf = (text: string): (Item | Rejection | Problem)[] => {
  const splitter = createJsonSplitter(defaultLimits)
  const events = [...splitter.push(Buffer.from(text)), ...splitter.end()]
  return events.flatMap((event): readonly (Item | Rejection | Problem)[] =>
    event.type === 'item' ? decodeItem({ ...event, source: 0 }, defaultLimits) : [event.problem],
  )
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
        for (const item of itemsOf(text)) {
          if ('code' in item) {
            rejected++
            continue
          }
          // An import answer's images are items of their own, whose text is not at hand.
          if (item.path !== '') continue
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
