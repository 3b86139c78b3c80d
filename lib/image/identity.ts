import { parseReference, type Reference } from './reference.ts'

/** What a client reads where a reference names no registry: Docker Hub, whose own images stand under `library`. */
const hub = 'docker.io'
const hubNames: ReadonlySet<string> = new Set([hub, 'index.docker.io'])

const repositoryOf = ({ registry, repository }: Reference): string => {
  if (registry !== null && !hubNames.has(registry)) return `${registry}/${repository}`
  return `${hub}/${repository.includes('/') ? repository : `library/${repository}`}`
}

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
