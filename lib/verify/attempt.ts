import { type Digest, matchesDigest } from '../digest.ts'
import type { JsonObject } from '../json/json.ts'
import type { Form } from '../manifest/form.ts'
import type { ParsedManifest } from '../manifest/manifest.ts'
import { serialize } from '../manifest/serialize.ts'
import type { Contradiction } from './contradiction.ts'

/** A manifest that may be the true one, and the forms in which it is worth writing. */
export interface Candidate {
  readonly manifest: JsonObject
  readonly forms: readonly Form[]
  /** What tools annotate it with, where that stands behind the form in reports (see the annotators). */
  readonly annotations?: string
}

/** How reports call a candidate in one of its forms. */
export const formName = ({ annotations }: Pick<Candidate, 'annotations'>, { id }: Form): string =>
  annotations === undefined ? id : `${id}+${annotations}`

/** The id of the form in what {@link formName} made. */
export const formIdIn = (name: string): string => name.split('+', 1)[0] as string

/** A text that hashes to the digest: proof of everything that stands in it. */
export interface Hit {
  readonly bytes: Buffer
  readonly form: string
  /** The manifest in them, where nothing has to be read to know it. */
  readonly read: ParsedManifest | null
}

/** A hit on `text`, whose form reports call `form`. */
export const hitOf = (text: string, form: string): Hit => ({ bytes: Buffer.from(text), form, read: null })

/** The true manifest, and the one field that it contradicts: null where it was rebuilt from true fields. */
export type Found = { readonly hit: Hit; readonly contradiction: Contradiction | null } | null

/** A search that ended before all was tried: bytes written, and limit rebuiltBytes that ended it. */
export interface Stop {
  readonly written: number
  readonly limit: number
}

/** A hit; or none, and whether the search was stopped. */
export type Attempt = { readonly hit: Hit } | { readonly hit: null; readonly stop: Stop | null }

/**
 * Writes each candidate in each of its forms until one hashes to `digest`, or `limit` bytes have been written:
 * `before` of them earlier in the same search.
 */
export const attempt = (
  candidates: Iterable<Candidate>,
  digest: Digest,
  limit: number,
  before = 0,
): Attempt => {
  let written = before
  for (const candidate of candidates)
    for (const form of candidate.forms) {
      if (written > limit) return { hit: null, stop: { written, limit } }
      const text = serialize(candidate.manifest, form)
      written += text.length
      if (matchesDigest(text, digest)) return { hit: hitOf(text, formName(candidate, form)) }
    }
  return { hit: null, stop: null }
}
