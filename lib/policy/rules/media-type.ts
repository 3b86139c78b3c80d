import * as v from 'valibot'
import { schema1, schema1Signed } from '../../image/media-type.ts'
import type { Breach, RuleKind } from '../breach.ts'
import { imagePath, type Judged } from '../judged.ts'
import { fitsPattern } from '../pattern.ts'
import { listText, quoted } from '../words.ts'

/** Stands for both media types of schema 1, and for schema 1 images that say none. */
const schema1Name = 'schema1'

const forbidden = v.pipe(
  v.string(),
  v.regex(
    /^(?:schema1|[^\s/A-Z]+\/[^\s/A-Z]+)$/,
    'write schema1, or a media type in small letters, in which * stands for any characters but /',
  ),
)

export const mediaTypeEntries = {
  forbid: v.pipe(
    v.array(forbidden),
    v.minLength(1, 'name a media type'),
    v.description(
      'Media types that neither a manifest nor a layer may have; `*` stands for any characters but `/`. `schema1` stands for images of schema 1, whatever they say.',
    ),
  ),
}
type MediaType = v.InferOutput<v.StrictObjectSchema<typeof mediaTypeEntries, undefined>>

const schema1Types: readonly (string | null)[] = [schema1, schema1Signed]

/** Of single images only schema 1 has no config. */
const isSchema1 = ({ type, config, mediaType }: Judged): boolean =>
  type === 'image' && (config === null || schema1Types.includes(mediaType?.toLowerCase() ?? null))

const isForbidden = (forbid: readonly string[], mediaType: string | null): boolean =>
  // Media types know no case (RFC 6838, 4.2).
  mediaType !== null && forbid.some((pattern) => fitsPattern(pattern, mediaType.toLowerCase()))

const manifestBreach = (image: Judged, forbid: readonly string[]): Breach[] => {
  const { mediaType } = image
  const old = forbid.includes(schema1Name) && isSchema1(image)
  if (!old && !isForbidden(forbid, mediaType)) return []
  const actual = mediaType === null ? null : quoted(mediaType)
  return [
    {
      path: imagePath(image, 'dockerImageManifestMediaType'),
      message: old ? 'the image is of schema 1' : `the manifest is of the forbidden media type ${actual}`,
      expected: null,
      actual: actual ?? schema1Name,
    },
  ]
}

const layerBreaches = (image: Judged, forbid: readonly string[]): Breach[] => {
  const types = new Set(image.layers.map((layer) => layer.mediaType))
  return [...types].flatMap((type) => {
    if (type === null || !isForbidden(forbid, type)) return []
    const actual = quoted(type)
    const message = `a layer is of the forbidden media type ${actual}`
    return [{ path: imagePath(image, 'dockerImageLayers'), message, expected: null, actual }]
  })
}

export const mediaType: RuleKind<MediaType> = {
  needsClock: false,
  judges: 'image',
  demands: ({ forbid }) =>
    `be without ${listText(
      forbid.map((type) => (type === schema1Name ? 'schema 1' : type)),
      'or',
    )}, as its manifest and as its layers`,
  breaches: (image, { forbid }) => [...manifestBreach(image, forbid), ...layerBreaches(image, forbid)],
}
