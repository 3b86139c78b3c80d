import * as v from 'valibot'
import type { RuleKind } from '../breach.ts'
import { imagePath } from '../judged.ts'
import { fitsRepository, repositoryOf, repositoryPattern } from '../selector.ts'
import { listText, quoted } from '../words.ts'

export const registryEntries = {
  allow: v.pipe(
    v.array(repositoryPattern),
    v.minLength(1, 'name a repository'),
    v.description('Repositories that images may come from: the pull reference must fit one of the patterns.'),
  ),
}
type Registry = v.InferOutput<v.StrictObjectSchema<typeof registryEntries, undefined>>

export const registry: RuleKind<Registry> = {
  needsClock: false,
  judges: 'image',
  demands: ({ allow }) => `come from ${listText(allow, 'or')}`,
  breaches: (image, { allow }) => {
    const repository = repositoryOf(image.reference)
    if (repository !== null && allow.some((pattern) => fitsRepository(pattern, repository))) return []
    const message =
      repository === null
        ? `the image has no pull reference that says where it comes from`
        : `the image comes from ${quoted(repository)}`
    return [
      {
        path: imagePath(image, 'dockerImageReference'),
        message,
        expected: allow.join(' or '),
        actual: repository === null ? image.reference && quoted(image.reference) : quoted(repository),
      },
    ]
  },
}
