import type { LayerClaim } from '../image/image.ts'
import { isForeignLayer } from '../image/media-type.ts'
import { hasRepeats } from '../image/repeats.ts'
import { find } from './catalogue.ts'
import type { Finding } from './finding.ts'
import type { Family, Subject } from './subject.ts'

const described = (digest: string, size: number | null, mediaType: string | null): string =>
  [digest, size === null ? null : `${size} bytes`, mediaType].filter((part) => part !== null).join(', ')

interface TrueLayer {
  readonly digest: string
  /** Null for schema 1, whose manifests hold no sizes and no media types. */
  readonly size: number | null
  readonly mediaType: string | null
}

/** 0 is what a server says that did not know the size. */
const sizeAgrees = ({ size }: LayerClaim, truth: TrueLayer): boolean =>
  truth.size === null || size === null || size === 0 || size === truth.size

const agrees = (claim: LayerClaim, truth: TrueLayer): boolean =>
  claim.digest === truth.digest &&
  sizeAgrees(claim, truth) &&
  (truth.mediaType === null || claim.mediaType === null || claim.mediaType === truth.mediaType)

const trueLayers = ({ proof }: Subject): readonly TrueLayer[] | null => {
  const manifest = proof.proven?.manifest
  if (manifest?.type === 'image') return manifest.layers
  if (manifest?.type === 'schema1')
    return manifest.layers.map((digest) => ({ digest, size: null, mediaType: null }))
  return null
}

const fits = (claims: readonly LayerClaim[], truth: readonly TrueLayer[]): boolean => {
  for (let i = 0; i < claims.length; i++)
    if (!agrees(claims[i] as LayerClaim, truth[i] as TrueLayer)) return false
  return true
}

const none: readonly Finding[] = []

const checkMatch = (subject: Subject): readonly Finding[] => {
  const { image } = subject
  const truth = trueLayers(subject)
  const claims = image.layers
  if (truth === null || claims === null) return none
  const path = `${image.root}/dockerImageLayers`
  if (claims.length !== truth.length)
    return [
      find(
        'layers-match',
        path,
        'the object lists another number of layers than the manifest has',
        truth.length,
        claims.length,
      ),
    ]
  if (fits(claims, truth)) return none
  if (!image.layersOrderStated && fits(claims.toReversed(), truth)) return none
  return claims.flatMap((claim, i) => {
    const layer = truth[i] as TrueLayer
    if (agrees(claim, layer)) return []
    const at = image.layersReversed ? claims.length - 1 - i : i
    const expected = described(layer.digest, layer.size, layer.mediaType)
    const actual = described(
      claim.digest,
      layer.size === null ? null : claim.size,
      layer.mediaType === null ? null : claim.mediaType,
    )
    return [
      find('layers-match', `${path}/${at}`, 'the layer is not that of the proven manifest', expected, actual),
    ]
  })
}

const count = <T>(list: readonly T[], is: (element: T) => boolean): number => {
  let found = 0
  for (const element of list) if (is(element)) found++
  return found
}

const distinct = (layers: readonly { readonly digest: string }[]): number =>
  new Set(layers.map((layer) => layer.digest)).size

const checkEach = ({ image, proof }: Subject): readonly Finding[] => {
  const { layers } = proof.described
  if (layers === null || layers.length === 0) return none
  const path = `${image.root}/dockerImageLayers`
  const findings: Finding[] = []
  const foreign = count(layers, (layer) => isForeignLayer(layer.mediaType))
  if (foreign > 0)
    findings.push(
      find('layer-foreign', path, `${foreign} of ${layers.length} layers are not distributed with the image`),
    )
  const unknown = layers.some((layer) => layer.size === null)
    ? distinct(layers.filter((layer) => layer.size === null))
    : 0
  if (unknown > 0)
    findings.push(
      find(
        'layer-size-unknown',
        path,
        `${unknown === 1 ? 'the size of one layer' : `the sizes of ${unknown} layers`} cannot be known; sums leave out what is not`,
      ),
    )
  if (hasRepeats(layers))
    findings.push(
      find('layer-repeated', path, `${layers.length} layers, ${distinct(layers)} of them distinct`),
    )
  const untyped = image.layers === null ? 0 : count(image.layers, (layer) => layer.mediaType === null)
  if (untyped > 0)
    findings.push(
      find(
        'layer-media-type-absent',
        path,
        `${untyped} of ${layers.length} layers have no media type in the object`,
      ),
    )
  return findings
}

/** `dockerImageLayers` against the proven manifest, and what its layers are like. */
export const checkLayers: Family = (subject) => [...checkMatch(subject), ...checkEach(subject)]
