import { layerTypes } from '../image/layer-type.ts'
import { dockerManifest, ociManifest } from '../image/media-type.ts'
import type { Contradiction } from './contradiction.ts'
import type { ImageRemains } from './rebuild-image.ts'

/** One field of an image that is taken to be false, and what would be true instead. */
export interface Correction {
  readonly remains: ImageRemains
  readonly contradiction: Contradiction
}

/** Where the layer that is `i`th from the base stands in `dockerImageLayers`. */
export type LayerPath = (i: number) => number

type Corrections = (remains: ImageRemains, at: LayerPath) => Generator<Correction>

const layers = '/dockerImageLayers'

function* swapped(remains: ImageRemains, at: LayerPath): Generator<Correction> {
  const given = remains.layers
  const orWhat =
    given.length === 2 && remains.orderStated
      ? ' (or else the order that the layers are said to stand in)'
      : ''
  for (let i = 0; i + 1 < given.length; i++) {
    const [lower, upper] = [given[i], given[i + 1]]
    if (lower === undefined || upper === undefined || lower.digest === upper.digest) continue
    const first = at(i) < at(i + 1)
    yield {
      remains: { ...remains, layers: given.with(i, upper).with(i + 1, lower) },
      contradiction: {
        path: `${layers}/${Math.min(at(i), at(i + 1))}`,
        what: `the place of a layer, swapped with the next one${orWhat},`,
        expected: first ? upper.digest : lower.digest,
        actual: first ? lower.digest : upper.digest,
      },
    }
  }
}

/** Two layers turned round are two neighbours swapped. */
function* turnedRound(remains: ImageRemains, at: LayerPath): Generator<Correction> {
  if (!remains.orderStated || remains.layers.length < 3) return
  const [ascending, descending] = ['ascending', 'descending']
  const reversed = at(0) !== 0
  yield {
    remains: { ...remains, layers: remains.layers.toReversed() },
    contradiction: {
      path: '/metadata/annotations/image.openshift.io~1dockerLayersOrder',
      what: 'the order that the layers are said to stand in',
      expected: reversed ? ascending : descending,
      actual: reversed ? descending : ascending,
    },
  }
}

function* manifestType(remains: ImageRemains): Generator<Correction> {
  for (const mediaType of [dockerManifest, ociManifest])
    if (remains.mediaType !== null && remains.mediaType !== mediaType)
      yield {
        remains: { ...remains, mediaType },
        contradiction: {
          path: '/dockerImageManifestMediaType',
          what: 'the media type of the manifest',
          expected: mediaType,
          actual: remains.mediaType,
        },
      }
}

/** A layer that stands in the image twice, with two sizes. The first one's counts in `Size`. */
function* twinSize(remains: ImageRemains, at: LayerPath): Generator<Correction> {
  const first = new Map<string, number>()
  for (const [i, { digest, size }] of remains.layers.entries()) {
    const known = first.get(digest)
    if (known === undefined) first.set(digest, i)
    const twin = known === undefined ? undefined : remains.layers[known]
    if (known === undefined || twin === undefined || twin.size === size) continue
    const correct = (place: number, wrong: number, right: number, configSize: number): Correction => ({
      remains: {
        ...remains,
        configSize,
        layers: remains.layers.map((layer, l) => (l === place ? { ...layer, size: right } : layer)),
      },
      contradiction: {
        path: `${layers}/${at(place)}/size`,
        what: 'the size of a layer',
        expected: right,
        actual: wrong,
      },
    })
    yield correct(i, size, twin.size, remains.configSize)
    yield correct(known, twin.size, size, remains.configSize + twin.size - size)
  }
}

function* layerType(remains: ImageRemains, at: LayerPath): Generator<Correction> {
  for (const mediaType of layerTypes)
    for (const [i, layer] of remains.layers.entries()) {
      if (layer.mediaType === null || layer.mediaType === mediaType) continue
      yield {
        remains: { ...remains, layers: remains.layers.with(i, { ...layer, mediaType }) },
        contradiction: {
          path: `${layers}/${at(i)}/mediaType`,
          what: 'the media type of a layer',
          expected: mediaType,
          actual: layer.mediaType,
        },
      }
    }
}

const kinds: readonly Corrections[] = [swapped, turnedRound, manifestType, twinSize, layerType]

/** Every way to correct one field by a value out of a short list, likeliest first. */
export function* corrections(remains: ImageRemains, at: LayerPath): Generator<Correction> {
  for (const kind of kinds) yield* kind(remains, at)
}
