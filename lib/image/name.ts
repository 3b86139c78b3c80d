import { type Digest, digestProblem, parseDigest } from '../digest.ts'
import type { ImageKind } from '../export/item.ts'

/** What an object's `metadata.name` says, taken apart by its kind's rules. */
export interface ImageName {
  /** The name as given. */
  readonly text: string
  readonly stream: string | null
  readonly tag: string | null
  /** The part after `@`, or the whole name of an Image: a full digest or, from `oc get isimage`, a prefix of one. */
  readonly id: string | null
  /** `id` where it is a whole digest that can be recomputed. */
  readonly digest: Digest | null
  /** What the kind's rules find wrong, or null. */
  readonly problem: string | null
}

// library-go image names: path components of the Docker reference grammar.
const streamGrammar = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/
// The registry's tag grammar (distribution reference.TagRegexp).
const tagGrammar = /^[\w][\w.-]{0,127}$/
// Shorter than the algorithm's own length, or of no algorithm: what the endpoint completes.
const hexPrefix = /^(?:sha256:[a-f0-9]{1,63}|sha384:[a-f0-9]{1,95}|sha512:[a-f0-9]{1,127}|[a-f0-9]{1,128})$/
const longestName = 255

const named = (text: string, parts: Partial<ImageName>): ImageName => ({
  text,
  stream: null,
  tag: null,
  id: null,
  digest: null,
  problem: null,
  ...parts,
})

const streamProblem = (stream: string, namespace: string | null): string | null => {
  const length = (namespace === null ? 0 : namespace.length + 1) + stream.length
  // First: of 8 MiB the grammar would be more than V8 has a stack for.
  if (length > longestName) return `namespace and stream together are longer than ${longestName}`
  return streamGrammar.test(stream)
    ? null
    : 'the stream is not made of a-z, 0-9 and single . _ - between them'
}

/** `STREAM@ID`: exactly one `@`, both sides non-empty; `ID` a digest or a prefix of its hex, with or without the algorithm. */
const parseStreamImageName = (text: string, namespace: string | null): ImageName => {
  const at = text.indexOf('@')
  if (at <= 0 || at === text.length - 1 || at !== text.lastIndexOf('@'))
    return named(text, { problem: 'it is not STREAM@DIGEST with exactly one @' })
  const stream = text.slice(0, at)
  const id = text.slice(at + 1)
  const digest = parseDigest(id)
  const idProblem =
    digest !== null || digestProblem(id) === 'unsupported' || hexPrefix.test(id)
      ? null
      : 'what follows @ is neither a digest nor the beginning of one'
  return named(text, { stream, id, digest, problem: streamProblem(stream, namespace) ?? idProblem })
}

/** `STREAM:TAG`. */
const parseStreamTagName = (text: string, namespace: string | null): ImageName => {
  const colon = text.indexOf(':')
  if (colon <= 0 || colon === text.length - 1) return named(text, { problem: 'it is not STREAM:TAG' })
  const stream = text.slice(0, colon)
  const tag = text.slice(colon + 1)
  const tagProblem = tagGrammar.test(tag) ? null : 'the tag is not made of letters, digits and . _ -'
  return named(text, { stream, tag, problem: streamProblem(stream, namespace) ?? tagProblem })
}

/** The digest itself. */
const parseImageName = (text: string): ImageName => {
  const problem = digestProblem(text)
  return named(text, {
    id: text,
    digest: problem === null ? (text as Digest) : null,
    problem: problem === null || problem === 'unsupported' ? null : 'it is no digest (algorithm:hex)',
  })
}

/** Reads a name by the rules of its kind (openshift-apiserver `ParseImageStreamImageName`, `ParseImageStreamTagName`). */
export const parseName = (kind: ImageKind, text: string, namespace: string | null): ImageName => {
  if (kind === 'ImageStreamImage') return parseStreamImageName(text, namespace)
  return kind === 'ImageStreamTag' ? parseStreamTagName(text, namespace) : parseImageName(text)
}

/** Whether `id` – a digest, or the beginning of one with or without its algorithm – fits `digest`. */
export const abbreviates = (id: string, digest: string): boolean =>
  id.includes(':') ? digest.startsWith(id) : digest.slice(digest.indexOf(':') + 1).startsWith(id)

/** The digest part of a pull reference, as text, or null where it has none. */
export const referenceDigestText = (reference: string): string | null => {
  const at = reference.lastIndexOf('@')
  return at === -1 ? null : reference.slice(at + 1)
}

/** A pull reference without tag and digest: registry and repository. */
export const repositoryOf = (reference: string): string => {
  const tagged = reference.split('@', 1)[0] ?? ''
  const colon = tagged.lastIndexOf(':')
  return colon > tagged.lastIndexOf('/') ? tagged.slice(0, colon) : tagged
}
