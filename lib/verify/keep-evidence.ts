import { digestBytes } from '../digest.ts'
import type { Source } from '../export/source.ts'
import type { Limits } from '../limits.ts'
import { detachedKey, evidenceKey } from '../store/layout.ts'
import type { Store } from '../store/store.ts'
import {
  algorithmsOf,
  digestInName,
  type EvidenceText,
  looksRaw,
  textsInExport,
  textsOf,
} from './evidence-texts.ts'
import { type SignaturePlace, signaturePlace } from './signature-place.ts'

/** Texts on their way to the store at once: enough to hide its latency, 64 MiB at the most. */
const batchSize = 16

/** What keeping one source came to. */
export interface KeptEvidence {
  /** Digests that the store has evidence for now, of what the source holds. */
  readonly found: number
  /** Of these, the ones that it had not before. */
  readonly created: number
  /** The source is named after a digest that nothing in it has. */
  readonly misnamed: boolean
}

/** Reads on until there is more than `length`; what was read, and whether that was all. */
const readHead = async (chunks: AsyncIterator<Uint8Array>, length: number) => {
  const held: Uint8Array[] = []
  let size = 0
  for (;;) {
    const step = await chunks.next()
    if (step.done === true) return { head: Buffer.concat(held), isWhole: true }
    held.push(step.value)
    size += step.value.length
    if (size > length) return { head: Buffer.concat(held), isWhole: false }
  }
}

const nothing: KeptEvidence = { found: 0, created: 0, misnamed: false }

/** A signature keeps its place, below the hash of its bytes: so another one in the same place is another object. */
const keepSignature = async (
  store: Store,
  source: Source,
  { name }: SignaturePlace,
  { signatureBytes }: Limits,
): Promise<KeptEvidence> => {
  const chunks = source.open()[Symbol.asyncIterator]()
  try {
    const { head, isWhole } = await readHead(chunks, signatureBytes)
    if (!isWhole || head.length === 0) return nothing
    const outcome = await store.put(detachedKey(digestBytes(head), name), head)
    return { found: 1, created: outcome === 'created' ? 1 : 0, misnamed: false }
  } finally {
    await chunks.return?.()
  }
}

async function* textsIn(source: Source, limits: Limits): AsyncGenerator<EvidenceText> {
  const chunks = source.open()[Symbol.asyncIterator]()
  try {
    const { head, isWhole } = await readHead(chunks, limits.manifestBytes)
    if (isWhole && looksRaw(head)) {
      yield* textsOf(head, algorithmsOf(digestInName(source.name)), limits)
      return
    }
    const open = async function* () {
      yield head
      for (;;) {
        const step = await chunks.next()
        if (step.done === true) return
        yield step.value
      }
    }
    yield* textsInExport({ ...source, open }, limits)
  } finally {
    await chunks.return?.()
  }
}

/**
 * Puts the raw manifests and configurations that `source` holds under `evidence/<algorithm>/<hex>` (README.md,
 * "Store"): of a raw text, itself; of an export, the texts that it carries. What is filed as a detached signature is
 * kept as one. What is no evidence is passed over, and so is a text of more than `manifestBytes` and a signature of more
 * than `signatureBytes`. A repeat finds everything there.
 * @throws AssayError when the source cannot be read or the store not written; what was kept until then is whole
 */
export const keepEvidence = async (store: Store, source: Source, limits: Limits): Promise<KeptEvidence> => {
  const place = signaturePlace(source.name)
  if (place !== null) return keepSignature(store, source, place, limits)
  const claimed = digestInName(source.name)
  const found = new Set<string>()
  let created = 0
  let batch: (readonly [key: string, bytes: Buffer])[] = []
  const settle = async (): Promise<void> => {
    const outcomes = await Promise.all(batch.map(([key, bytes]) => store.put(key, bytes)))
    created += outcomes.filter((outcome) => outcome === 'created').length
    batch = []
  }
  let misnamed = claimed !== null
  for await (const { bytes, digests } of textsIn(source, limits)) {
    if (bytes.length > limits.manifestBytes) continue
    for (const digest of digests) {
      if (digest === claimed) misnamed = false
      const key = evidenceKey(digest)
      if (found.has(key)) continue
      found.add(key)
      batch.push([key, bytes])
    }
    if (batch.length >= batchSize) await settle()
  }
  await settle()
  return { found: found.size, created, misnamed }
}
