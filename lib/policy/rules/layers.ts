import * as v from 'valibot'
import type { RuleKind } from '../breach.ts'
import { imagePath } from '../judged.ts'
import { numberText } from '../words.ts'

export const layersEntries = {
  maximum: v.pipe(
    v.number(),
    v.safeInteger('write a whole number of layers'),
    v.minValue(0, 'write a whole number of layers'),
    v.description('Layers, repeated ones counted each time.'),
  ),
}
type Layers = v.InferOutput<v.StrictObjectSchema<typeof layersEntries, undefined>>

/** Single images alone: an index has no layers. */
export const layers: RuleKind<Layers> = {
  needsClock: false,
  judges: 'single image',
  demands: ({ maximum }) => `have at most ${numberText(maximum)} layers`,
  breaches: (image, { maximum }) => {
    const { layerCount } = image.size
    if (image.type === 'index' || (layerCount !== null && layerCount <= maximum)) return []
    const message =
      layerCount === null
        ? 'the number of layers cannot be told from the export'
        : `the image has more than ${maximum} layers`
    return [
      {
        path: imagePath(image, 'dockerImageLayers'),
        message,
        expected: `at most ${maximum}`,
        actual: layerCount === null ? null : String(layerCount),
      },
    ]
  },
}
