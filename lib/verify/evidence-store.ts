import { type Digest, parseDigest } from '../digest.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import { evidenceKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import type { EvidencePlace } from './evidence.ts'
import { lookAside } from './look-aside.ts'
import type { Note } from './note.ts'
import { signaturePlace } from './signature-place.ts'

/**
 * The evidence that a store keeps under `evidence/`: texts as `<algorithm>/<hex>`, and signatures wherever they are filed
 * as in a look-aside store. Listed once, read where it is asked for.
 */
export const evidenceInStore = async (
  store: Store,
  limits: Limits = defaultLimits,
  note: Note = () => {},
): Promise<EvidencePlace> => {
  const known = new Set<Digest>()
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
    read: (digest) => store.get(evidenceKey(digest)),
    signatures: signatures.finish(),
  }
}
