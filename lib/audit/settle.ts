import { type Digest, parseDigest } from '../digest.ts'
import { defaultLimits } from '../limits.ts'
import type { Manifest } from '../manifest/manifest.ts'
import { parseManifest } from '../manifest/parse.ts'
import type { Note } from '../note.ts'
import { readAhead } from '../read-ahead.ts'
import type { Store } from '../store/store.ts'
import { evidenceFrom } from '../verify/evidence.ts'
import { evidenceInStore } from '../verify/evidence-store.ts'
import { stackDigits } from './dataset/tables.ts'

/** A digest that no report could verify, and how many images have it. */
export interface Unsettled {
  readonly digest: string
  readonly images: number
}

/** One that evidence proves which came after the reports. */
export interface Settled extends Unsettled {
  /** Of the true manifest, as `images.stack` holds it of the export's claims. */
  readonly stack: string
}

/** Pieces of evidence that are fetched while one is looked at. */
const ahead = 16

/**
 * Reasons for which evidence can settle an image by itself: the export holds no bytes of the manifest. Where it does, evidence
 * never changes the verdict (docs/proof.md, "What is proven").
 */
export const reasonsEvidenceSettles = [
  'manifest-absent',
  'schema1-manifest-absent',
  'reconstruction-inconclusive',
] as const

const digestsOf = (manifest: Manifest): readonly string[] => {
  if (manifest.type === 'index') return manifest.entries.map(({ digest }) => digest)
  return manifest.type === 'schema1' ? manifest.layers : manifest.layers.map(({ digest }) => digest)
}

const stackOf = (manifest: Manifest): string =>
  digestsOf(manifest)
    .map((digest) => (digest.split(':')[1] ?? '').slice(0, stackDigits))
    .join('')

/**
 * Tries unverifiable images again with the evidence that the store holds now. Bytes count that hash to the digest and read
 * as one manifest; what is ambiguous or malformed leaves the image as it is.
 * @param unsettled images whose export holds no bytes, in the order of what is settled; what is no digest is passed over
 */
export async function* settle(
  store: Store,
  unsettled: AsyncIterable<Unsettled>,
  note?: Note,
): AsyncGenerator<Settled> {
  const evidence = evidenceFrom([await evidenceInStore(store, defaultLimits, note)])
  async function* named(): AsyncGenerator<Unsettled & { readonly digest: Digest }> {
    for await (const { digest: text, images } of unsettled) {
      const digest = parseDigest(text)
      if (digest !== null) yield { digest, images }
    }
  }
  const read = async ({ digest, images }: Unsettled & { readonly digest: Digest }) => ({
    digest,
    images,
    bytes: await evidence.get(digest),
  })
  for await (const { digest, images, bytes } of readAhead(named(), read, ahead)) {
    if (bytes === null) continue
    const { manifest, unambiguous, problems } = parseManifest(bytes, defaultLimits)
    if (manifest !== null && unambiguous && problems.length === 0)
      yield { digest, stack: stackOf(manifest), images }
  }
}
