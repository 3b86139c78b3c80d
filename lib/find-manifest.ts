import { createRejections } from './assay/rejections.ts'
import { createSearch } from './assay/search.ts'
import type { AssayOptions } from './assay.ts'
import type { Digest } from './digest.ts'
import type { Item, Rejection } from './export/item.ts'
import { readItems } from './export/read.ts'
import type { Source, SourceSummary } from './export/source.ts'
import type { Image } from './image/image.ts'
import { abbreviates } from './image/name.ts'
import { parseImage } from './image/parse.ts'
import { limitsWith } from './limits.ts'
import { noEvidence } from './verify/evidence.ts'
import { versionsInEvidence } from './verify/evidence-versions.ts'
import { isRepaired } from './verify/is-repaired.ts'
import { lessonText } from './verify/lesson.ts'
import { proveManifest } from './verify/prove.ts'
import { puzzleOf } from './verify/puzzle.ts'
import type { Verification } from './verify/verification.ts'

type Answer =
  | { readonly status: 'proven'; readonly digest: Digest; readonly bytes: Buffer }
  /** The image is there, but nothing proves its manifest; what was tried, a clause each. */
  | {
      readonly status: 'unproven'
      readonly digest: Digest
      readonly verification: Verification
      readonly tried: readonly string[]
    }
  | { readonly status: 'absent' }
  /** A beginning that several digests of the export share. */
  | { readonly status: 'several'; readonly digests: readonly Digest[] }

/** The answer, and what of the sources it could not take into account, as a report names it. */
export type FoundManifest = Answer & {
  readonly sources: readonly SourceSummary[]
  /** The first ones: the limit `rejections` says how many. */
  readonly rejected: readonly Rejection[]
  /** How many there are. */
  readonly rejections: number
}

/** What is known of a wanted image: its manifest, or what it leaves open, as each item that has the digest says it. */
interface Wanted {
  bytes: Buffer | null
  readonly verification: Verification
  readonly keys: Set<string>
}

/**
 * The proven manifest of the image whose digest is `wanted` or begins with it: exactly the bytes that hash to it, from
 * the export, from evidence or rebuilt, also where that takes what a report's search over the whole export finds.
 * @throws AssayError when a source cannot be read, or a limit is too high
 */
export const findManifest = async (
  sources: Iterable<Source>,
  wanted: string,
  options: Pick<AssayOptions, 'evidence' | 'limits' | 'repair'> = {},
): Promise<FoundManifest> => {
  const { evidence = noEvidence } = options
  const limits = limitsWith(options.limits)
  const search = createSearch(limits)
  const found = new Map<Digest, Wanted>()
  let images = 0
  let isProven = false

  const note = async (image: Image, digest: Digest): Promise<void> => {
    const proof = await proveManifest(image, evidence, limits)
    const puzzle = puzzleOf(image, proof)
    const lesson = lessonText(image, proof, await versionsInEvidence(puzzle, evidence, limits))
    if (lesson !== null) search.learn(`${lesson}\n`)
    const key = puzzle === null ? null : search.ask(puzzle)
    if (!abbreviates(wanted, digest)) return
    const { proven, verification } = proof
    const known = found.get(digest) ?? { bytes: null, verification, keys: new Set() }
    found.set(digest, known)
    known.bytes ??= proven?.bytes ?? null
    if (key !== null) known.keys.add(key)
    isProven ||= known.bytes !== null
  }

  const take = async (item: Item): Promise<void> => {
    images++
    const image = parseImage(item, limits)
    const { digest } = image
    // Once a manifest is there, all that matters is whether another digest begins alike.
    if (digest === null || (isProven && !abbreviates(wanted, digest))) return
    if (!found.get(digest)?.bytes) await note(image, digest)
  }

  const answer = async (): Promise<Answer> => {
    const [first, second] = found
    if (first === undefined) return { status: 'absent' }
    if (second !== undefined) return { status: 'several', digests: [...found.keys()].toSorted() }
    const [digest, { bytes, verification, keys }] = first
    if (bytes !== null) return { status: 'proven', digest, bytes }
    if (keys.size === 0) return { status: 'unproven', digest, verification, tried: [] }
    const settled = await search.settle(
      { repair: isRepaired(options.repair, images), until: (puzzle) => puzzle.digest === digest },
      evidence,
    )
    const settlements = [...settled([...keys]).values()]
    const hit = settlements.find((one) => one.hit !== null)?.hit
    return hit
      ? { status: 'proven', digest, bytes: hit.bytes }
      : { status: 'unproven', digest, verification, tried: settlements[0]?.tried ?? [] }
  }

  try {
    const read: SourceSummary[] = []
    const rejections = createRejections(limits.rejections)
    let index = 0
    for (const source of sources) {
      for await (const event of readItems(source, index++, limits)) {
        if (event.type === 'item') await take(event.item)
        else if (event.type === 'rejection') rejections.add(event.rejection)
        else read.push(event.source)
      }
    }
    return { ...(await answer()), sources: read, rejected: rejections.named, rejections: rejections.count() }
  } finally {
    search.close()
  }
}
