import * as v from 'valibot'
import { platformText } from '../../verify/described.ts'
import type { RuleKind } from '../breach.ts'
import { imagePath, type Judged } from '../judged.ts'
import { covers } from '../platform.ts'
import { listText, quoted } from '../words.ts'

const platform = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/,
    'write OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm64',
  ),
)

export const platformsEntries = {
  require: v.pipe(
    v.array(platform),
    v.minLength(1, 'name a platform'),
    v.description(
      'Platforms as OS/ARCHITECTURE[/VARIANT], all of which must be covered. Without a variant the usual one is meant: v8 of arm64, v7 of arm.',
    ),
  ),
}
type Platforms = v.InferOutput<v.StrictObjectSchema<typeof platformsEntries, undefined>>

/**
 * Whether the rule judges the image: every index, and a single image that a stream names. A bare Image may be an
 * index's child, which is for one platform by design.
 */
const judgesPlatforms = ({ type, kind }: Pick<Judged, 'type' | 'kind'>): boolean =>
  type === 'index' || kind !== 'Image'

const most = 50

export const platforms: RuleKind<Platforms> = {
  needsClock: false,
  judges: 'index and every single image of a stream',
  demands: ({ require }) => `cover ${listText(require)}`,
  breaches: (image, { require }) => {
    if (!judgesPlatforms(image)) return []
    const given = image.platforms.filter(({ attestation }) => !attestation)
    const missing = require.filter((required) => !given.some((each) => covers(each, required)))
    if (missing.length === 0) return []
    const isIndex = image.type === 'index'
    return [
      {
        path: imagePath(image, isIndex ? 'dockerImageManifests' : 'dockerImageMetadata/Architecture'),
        message: `the ${isIndex ? 'index' : 'single image'} does not cover ${listText(missing)}`,
        expected: require.join(', '),
        // Sorted: audits have them in another order than reports.
        actual: given
          .map((each) => quoted(platformText(each)))
          .toSorted()
          .slice(0, most)
          .join(', '),
      },
    ]
  },
}
