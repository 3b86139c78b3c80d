import { basename } from 'node:path'
import { type Algorithm, algorithmOf, type Digest, digestBytes, parseDigest } from '../digest.ts'
import { readItems } from '../export/read.ts'
import type { Source } from '../export/source.ts'
import { parseImage } from '../image/parse.ts'
import { isObject } from '../json/json.ts'
import { jsonValue } from '../json/parse.ts'
import type { Limits } from '../limits.ts'
import { parseManifest } from '../manifest/parse.ts'
import { signedPayload } from '../manifest/schema1.ts'

/** A raw manifest or configuration, and every digest that it is found by. */
export interface EvidenceText {
  readonly bytes: Buffer
  readonly digests: readonly Digest[]
}

/** `sha256:HEX`, `sha256_HEX.json`, `blobs/sha256/HEX`: the digest that a path claims for its bytes, or null. */
export const digestInName = (path: string): Digest | null => {
  const [folder, file] = path.split('/').slice(-2)
  const name = basename(path).replace(/\.[a-z]+$/, '')
  return (
    parseDigest(name.replace('_', ':')) ??
    parseDigest(name.replace('-', ':')) ??
    parseDigest(`${folder}:${file}`)
  )
}

/** Whether bytes are a JSON object that no export is: a manifest or a configuration, as far as can be told. */
export const looksRaw = (bytes: Buffer): boolean => {
  const value = jsonValue(bytes)
  return isObject(value) && !('kind' in value) && !('items' in value)
}

/**
 * What one raw text proves: first itself, then, of a signed schema 1 manifest, what was signed, whose digest is the
 * manifest's. Each is found under its SHA-256 and its digests of `algorithms`.
 */
export const textsOf = (bytes: Buffer, algorithms: readonly Algorithm[], limits: Limits): EvidenceText[] => {
  const { value } = parseManifest(bytes, limits)
  const payload = value === null ? null : signedPayload(bytes, value)
  const wanted = [...new Set<Algorithm>(['sha256', ...algorithms])]
  return [bytes, ...(payload === null ? [] : [payload])].map((text) => ({
    bytes: text,
    digests: wanted.map((algorithm) => digestBytes(text, algorithm)),
  }))
}

/** The algorithm of a digest that a text may have. */
export const algorithmsOf = (digest: Digest | null): readonly Algorithm[] =>
  digest === null ? [] : [algorithmOf(digest)]

/** Everything that the raw texts in an export prove; what the export holds beside them is passed over. */
export async function* textsInExport(source: Source, limits: Limits): AsyncGenerator<EvidenceText> {
  for await (const event of readItems(source, 0, limits)) {
    if (event.type !== 'item') continue
    const { manifestBytes, configBytes, digest } = parseImage(event.item, limits)
    if (manifestBytes !== null) yield* textsOf(manifestBytes, algorithmsOf(digest), limits)
    if (configBytes !== null) yield* textsOf(configBytes, [], limits)
  }
}
