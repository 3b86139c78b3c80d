import { type Digest, parseDigest } from '../digest.ts'

/** A pull reference, taken apart as OpenShift does. */
export interface Reference {
  /** Host, with its port where it has one; null for the client's own default. */
  readonly registry: string | null
  /** Everything between the registry and tag or digest; empty for a registry alone. */
  readonly repository: string
  readonly tag: string | null
  readonly digest: Digest | null
}

const hostPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const host = `${hostPart}(?:\\.${hostPart})*(?::[0-9]+)?`
// One way only to read a run of hyphens: more would take exponential time.
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const name = `(?:${host}/)?${component}(?:/${component})*`
const grammar = new RegExp(`^(${name})(?::(\\w[\\w.-]{0,127}))?(?:@(.+))?$`)

/** Longest registry and repository together (distribution `NameTotalLengthMax`). */
const longestName = 255
/** With a tag, the longest digest that can be computed, and what stands between them. */
export const longestReference = longestName + 1 + 128 + 1 + 'sha512:'.length + 128

const looksLikeHost = (first: string): boolean => /[:.]/.test(first) || first === 'localhost'

/**
 * Reads `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]` (library-go `reference.Parse`: the grammar of Docker's distribution,
 * and what looks like a host is one). Null for what OpenShift refuses.
 */
export const parseReference = (text: string): Reference | null => {
  const [, whole, tag = null, digestText] = text.length > longestReference ? [] : (grammar.exec(text) ?? [])
  if (whole === undefined || whole.length > longestName) return null
  const digest = digestText === undefined ? null : parseDigest(digestText)
  if (digest === null && digestText !== undefined) return null
  const slash = whole.indexOf('/')
  if (slash === -1 && (whole.includes('.') || whole.startsWith('localhost')))
    return { registry: tag === null ? whole : `${whole}:${tag}`, repository: '', tag: null, digest }
  if (slash === -1 || !looksLikeHost(whole.slice(0, slash)))
    return { registry: null, repository: whole, tag, digest }
  return { registry: whole.slice(0, slash), repository: whole.slice(slash + 1), tag, digest }
}
