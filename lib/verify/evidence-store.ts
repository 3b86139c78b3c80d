import { type Digest, parseDigest } from '../digest.ts'
import { evidenceKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import type { EvidencePlace } from './evidence.ts'

/** The evidence that a store keeps under `evidence/<algorithm>/<hex>`: listed once, read where it is asked for. */
export const evidenceInStore = async (store: Store): Promise<EvidencePlace> => {
  const known = new Set<Digest>()
  for await (const { key } of store.list('evidence/')) {
    const [, algorithm, hex] = key.split('/')
    const digest = parseDigest(`${algorithm}:${hex}`)
    if (digest !== null) known.add(digest)
  }
  return { has: (digest) => known.has(digest), read: (digest) => store.get(evidenceKey(digest)) }
}
