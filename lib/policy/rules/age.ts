import * as v from 'valibot'
import type { RuleKind } from '../breach.ts'
import { imagePath } from '../judged.ts'
import { numberText } from '../words.ts'

export const ageEntries = {
  days: v.pipe(
    v.number(),
    v.safeInteger('write a whole number of days'),
    v.minValue(1, 'write a whole number of days'),
    v.description(
      "Days of 24 hours from the image's creation to the time that is judged for. Reports do not judge it.",
    ),
  ),
}
type Age = v.InferOutput<v.StrictObjectSchema<typeof ageEntries, undefined>>

const day = 86_400_000

/** The creation is as the report says it: a claim unless the config is verified; of an index the time of its import. */
export const age: RuleKind<Age> = {
  needsClock: true,
  judges: 'image',
  demands: ({ days }) => `be at most ${numberText(days)} ${days === 1 ? 'day' : 'days'} old`,
  breaches: (image, { days }, at) => {
    const made = image.created === null ? Number.NaN : Date.parse(image.created)
    if (at.getTime() - made <= days * day) return []
    const message = Number.isNaN(made)
      ? 'nothing says when the image was created'
      : `the image is more than ${days} days old`
    return [
      {
        path: imagePath(image, 'dockerImageMetadata/Created'),
        message,
        expected: `${new Date(at.getTime() - days * day).toISOString()} or later`,
        actual: image.created,
      },
    ]
  },
}
