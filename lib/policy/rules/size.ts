import * as v from 'valibot'
import type { RuleKind } from '../breach.ts'
import { imagePath } from '../judged.ts'
import { numberText } from '../words.ts'

export const sizeEntries = {
  maximum: v.pipe(
    v.number(),
    v.safeInteger('write a whole number of bytes'),
    v.minValue(0, 'write a whole number of bytes'),
    v.description('Bytes of the distinct layers and the config together, as a registry stores them.'),
  ),
}
type Size = v.InferOutput<v.StrictObjectSchema<typeof sizeEntries, undefined>>

/** Single images alone: an index is as large as its children, which are judged themselves. */
export const size: RuleKind<Size> = {
  needsClock: false,
  judges: 'single image',
  demands: ({ maximum }) => `have at most ${numberText(maximum)} bytes of distinct layers and config`,
  breaches: (image, { maximum }) => {
    if (image.type === 'index') return []
    const { total, unknownSizes } = image.size
    const breach = { path: imagePath(image, 'dockerImageLayers'), expected: `at most ${maximum}` }
    if (total !== null && total > maximum)
      return [{ ...breach, message: `the image is larger than ${maximum} bytes`, actual: String(total) }]
    if (total !== null && unknownSizes === 0) return []
    const known = total === null ? null : `${total} and what is not known`
    return [{ ...breach, message: 'the size of the image cannot be told from the export', actual: known }]
  },
}
