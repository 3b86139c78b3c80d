import { algorithmOf, algorithms, matchesDigest } from '../digest.ts'
import { defaultLimits, type Limits } from '../limits.ts'
import type { Note } from '../note.ts'
import { evidenceKey } from '../store/layout.ts'
import type { Store, StoredObject } from '../store/store.ts'
import type { EvidencePlace } from './evidence.ts'
import { lookAside } from './look-aside.ts'
import { noteSome } from './note-some.ts'
import { signaturePlace } from './signature-place.ts'
import { type TextFolder, textFolder } from './text-folder.ts'

/**
 * The evidence that a store keeps under `evidence/`: texts as `<algorithm>/<hex>`, and signatures wherever else they are
 * filed as in a look-aside store. Signatures are listed before any is asked for, for every image asks whether it has any;
 * texts only as far as it costs little, so that a report of few images takes no longer where there are very many. They are
 * read where they are asked for; bytes of another digest are noted then.
 */
export const evidenceInStore = async (
  store: Store,
  limits: Limits = defaultLimits,
  note: Note = () => {},
): Promise<EvidencePlace> => {
  const noteFalse = noteSome(note, 'evidence in the store: there is more whose bytes do not have its digest')
  const signatures = lookAside(limits, note)
  const folders = new Map<string, TextFolder>(algorithms.map((one) => [one, textFolder(store, one)]))
  let after: string | null = ''
  while (after !== null) {
    const listing: AsyncIterable<StoredObject> = store.list('evidence/', after)
    after = null
    for await (const { key, size } of listing) {
      const folder = folders.get(key.split('/')[1] ?? '')
      const place = folder === undefined ? signaturePlace(key) : null
      if (place !== null) signatures.add(place, key, size, () => store.get(key))
      if (folder?.meet(key) !== true) continue
      after = folder.end
      break
    }
  }
  return {
    async read(digest) {
      const bytes = (await folders.get(algorithmOf(digest))?.read(digest)) ?? null
      if (bytes === null || matchesDigest(bytes, digest)) return bytes
      noteFalse(
        `evidence ${evidenceKey(digest)}: its ${bytes.length} bytes do not have the digest that it is named after, so it proves nothing: delete it and put the whole text there`,
      )
      return null
    },
    first: async (count) => (await folders.get('sha256')?.first(count)) ?? [],
    signatures: signatures.finish(),
  }
}
