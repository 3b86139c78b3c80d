import * as v from 'valibot'
import { parseReference } from '../image/reference.ts'
import { canonicalRepository } from '../image/repository.ts'
import type { Judged } from './judged.ts'
import { fitsPattern } from './pattern.ts'

/** A pattern over `NAMESPACE/STREAM` or `NAMESPACE/STREAM:TAG`. */
const streamPattern = v.pipe(
  v.string(),
  v.regex(
    /^(?:\*\*|[a-z0-9._*-]+\/[a-z0-9._*-]+)(?::[\w.*-]+)?$/,
    'write NAMESPACE/STREAM or NAMESPACE/STREAM:TAG, with * for any part of one of them, such as webshop/*',
  ),
  v.description(
    'Matched with NAMESPACE/STREAM, or with NAMESPACE/STREAM:TAG where the pattern has a colon. `*` stands for any characters but `/`, `**` for any at all. An Image object has no stream and fits none.',
  ),
)

/** A pattern over `REGISTRY/REPOSITORY`. */
export const repositoryPattern = v.pipe(
  v.string(),
  v.regex(
    /^(?:\*\*|[^\s/@]+(?:\/[^\s/@:]+)+)$/,
    'write REGISTRY/REPOSITORY without tag and digest, such as quay.io/acme/**, or ** for all',
  ),
  v.description(
    'Matched with the pull reference without tag and digest, REGISTRY/REPOSITORY. A reference without a registry is of docker.io, as for the cluster. Spellings of one registry are the same: Quay.io is quay.io and quay.io:443, index.docker.io and registry-1.docker.io are docker.io, and a repository of one word there is of library. `*` stands for any characters but `/`, `**` for any at all.',
  ),
)

const digestText = v.pipe(
  v.string(),
  v.regex(
    /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/,
    'write the whole digest, algorithm:hex in small letters',
  ),
  v.description("Exactly the image's digest."),
)

/** Which images are meant: those that fit everything that is given. */
export const selector = v.pipe(
  v.strictObject({
    stream: v.optional(streamPattern),
    repository: v.optional(repositoryPattern),
    digest: v.optional(digestText),
  }),
  v.minEntries(1, 'name a stream, a repository or a digest'),
  v.description('Images that fit all that is given here.'),
)
export type Selector = v.InferOutput<typeof selector>

/** All of one repository's spellings as one, with the port that registries have anyway left out. */
const spelled = (registry: string | null, repository: string): string =>
  canonicalRepository(registry?.replace(/:443$/, '') ?? null, repository)

/** `REGISTRY/REPOSITORY` as the cluster understands a reference, or null. */
export const repositoryOf = (reference: string | null): string | null => {
  const parsed = reference === null ? null : parseReference(reference)
  return parsed === null || parsed.repository === '' ? null : spelled(parsed.registry, parsed.repository)
}

/** Whether a repository as {@link repositoryOf} gives it fits a {@link repositoryPattern}. */
export const fitsRepository = (pattern: string, repository: string): boolean => {
  const slash = pattern.indexOf('/')
  if (slash === -1) return fitsPattern(pattern, repository)
  return fitsPattern(spelled(pattern.slice(0, slash), pattern.slice(slash + 1)), repository)
}

/** What selectors look at. */
export type Named = Pick<Judged, 'namespace' | 'stream' | 'tag' | 'digest' | 'reference'>

const fitsStream = (pattern: string, { namespace, stream, tag }: Named): boolean => {
  if (stream === null) return false
  const name = `${namespace ?? ''}/${stream}`
  if (!pattern.includes(':')) return fitsPattern(pattern, name)
  return tag !== null && fitsPattern(pattern, `${name}:${tag}`)
}

const isFrom = (pattern: string, { reference }: Named): boolean => {
  const repository = repositoryOf(reference)
  return repository !== null && fitsRepository(pattern, repository)
}

const fits = ({ stream, repository, digest }: Selector, image: Named): boolean =>
  (stream === undefined || fitsStream(stream, image)) &&
  (repository === undefined || isFrom(repository, image)) &&
  (digest === undefined || digest === image.digest)

/** Whether one of the selectors means the image. */
export const selects = (selectors: readonly Selector[], image: Named): boolean =>
  selectors.some((each) => fits(each, image))
