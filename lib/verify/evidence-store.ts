import { type Digest, matchesDigest, parseDigest } from '../digest.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { evidenceKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import type { EvidencePlace } from './evidence.ts'
import { lookAside } from './look-aside.ts'
import type { Note } from './note.ts'
import { noteSome } from './note-some.ts'
import { signaturePlace } from './signature-place.ts'

/**
 * The evidence that a store keeps under `evidence/`: texts as `<algorithm>/<hex>`, and signatures wherever they are filed
 * as in a look-aside store. Listed once, read where it is asked for; bytes of another digest are noted then.
 */
export const evidenceInStore = async (
  store: Store,
  limits: Limits = defaultLimits,
  note: Note = () => {},
): Promise<EvidencePlace> => {
  const known = new Set<Digest>()
  const noteFalse = noteSome(note, 'evidence in the store: there is more whose bytes do not have its digest')
  const signatures = lookAside(limits, note)
  for await (const { key, size } of store.list('evidence/')) {
    const place = signaturePlace(key)
    if (place !== null) signatures.add(place, key, size, () => store.get(key))
    const [, algorithm, hex, ...more] = key.split('/')
    const digest = more.length > 0 ? null : parseDigest(`${algorithm}:${hex}`)
    if (digest !== null) known.add(digest)
  }
  return {
    digests: known,
    async read(digest) {
      const key = evidenceKey(digest)
      const bytes = await store.get(key)
      if (bytes === null || matchesDigest(bytes, digest)) return bytes
      noteFalse(
        `evidence ${key}: its ${bytes.length} bytes do not have the digest that it is named after, so it proves nothing: delete it and put the whole text there`,
      )
      return null
    },
    signatures: signatures.finish(),
  }
}
