import { parseReference, type Reference } from './reference.ts'
import { canonicalRepository } from './repository.ts'

const repositoryOf = ({ registry, repository }: Reference): string =>
  canonicalRepository(registry, repository)

/**
 * Whether a claimed reference is the `expected` one (containers/image `PRMMatchRepoDigestOrExact`, as `oc adm
 * verify-image-signature` uses it): an expected digest asks for the same repository, anything else for the same text.
 */
export const identityMatches = (claimed: string, expected: string): boolean => {
  const wanted = parseReference(expected)
  if (wanted === null || wanted.digest === null) return claimed === expected
  const given = parseReference(claimed)
  return given !== null && given.repository !== '' && repositoryOf(given) === repositoryOf(wanted)
}
