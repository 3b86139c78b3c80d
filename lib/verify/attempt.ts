import { type Digest, matchesDigest } from '../digest.ts'
import type { JsonObject } from '../json/json.ts'
import type { Form } from '../manifest/form.ts'
import { serialize } from '../manifest/serialize.ts'

/** A manifest that may be the true one, and the forms in which it is worth writing. */
export interface Candidate {
  readonly manifest: JsonObject
  readonly forms: readonly Form[]
}

/** A text that hashes to the digest: proof of everything that stands in it. */
export interface Hit {
  readonly bytes: Buffer
  readonly form: string
}

/** Writes each candidate in each of its forms until one hashes to `digest`, or `mostBytes` have been written. */
export const attempt = (candidates: Iterable<Candidate>, digest: Digest, mostBytes: number): Hit | null => {
  let written = 0
  for (const { manifest, forms } of candidates)
    for (const form of forms) {
      if (written > mostBytes) return null
      const text = serialize(manifest, form)
      written += text.length
      if (matchesDigest(text, digest)) return { bytes: Buffer.from(text), form: form.id }
    }
  return null
}
