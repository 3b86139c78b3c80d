import { runChecks } from '../checks/run.ts'
import { decodeItem } from '../export/decode.ts'
import type { RawItem, Rejection } from '../export/item.ts'
import type { Image } from '../image/image.ts'
import { parseImage } from '../image/parse.ts'
import type { Limits } from '../limits.ts'
import type { Children } from '../measure/child.ts'
import { childText, findChildren } from '../measure/children.ts'
import { measure } from '../measure/measure.ts'
import { unknownSize } from '../measure/size.ts'
import { identityFor, judgeImage } from '../policy/judge.ts'
import type { Policy } from '../policy/schema.ts'
import { reportImage } from '../report/image-report.ts'
import { type ImageNotes, imageNotes } from '../report/notebook.ts'
import { type Reported, reportedObject } from '../report/reported.ts'
import type { Keyring } from '../signature/keyring.ts'
import { detachedDigests, unsigned } from '../signature/signatures.ts'
import { isSigned, verifySignatures } from '../signature/verify.ts'
import type { Evidence } from '../verify/evidence.ts'
import { versionsInEvidence } from '../verify/evidence-versions.ts'
import { lessonText } from '../verify/lesson.ts'
import type { Proof } from '../verify/proof.ts'
import { proveManifest } from '../verify/prove.ts'
import { type Puzzle, puzzleKey, puzzleOf } from '../verify/puzzle.ts'
import type { Settlement } from '../verify/rounds.ts'
import { settle } from '../verify/settle.ts'

/** What images are assayed with, beside the export. */
export interface Given {
  readonly evidence: Evidence
  readonly limits: Limits
  readonly keyring: Keyring
  /** Judges every image, by all rules but those that only audits judge. */
  readonly policy?: Policy | undefined
  /** What clock-bound judgements stand for. */
  readonly at: Date
  /** Unknown to whoever writes the export, and the same for all its images (see {@link imageNotes}). */
  readonly secret: string
}

/** An image that can be reported: plain data but for the report. */
export interface AssayedImage {
  readonly type: 'image'
  readonly reported: Reported
  readonly notes: ImageNotes
  /** Digests of the detached signatures that were verified. */
  readonly detached: readonly string[]
  /** What an index may ask of it (see {@link childText}); null for what has no digest, and for an index that was asked itself. */
  readonly child: string | null
  /** Whether its own verdict stands, or something else in the export could still settle it. */
  readonly settled: boolean
  /** What it teaches about other images (see {@link lessonText}); null for what was asked before. */
  readonly lesson: string | null
}

/** What became of one image of an element, or of what was none. */
export type Assayed =
  | { readonly type: 'rejection'; readonly rejection: Rejection }
  | AssayedImage
  /** A single image, left for when the whole export is known. */
  | { readonly type: 'open'; readonly puzzle: Puzzle; readonly lesson: string | null }
  /** An index, left for when its children are known; `names` are the digests of its entries. */
  | {
      readonly type: 'index'
      readonly names: readonly string[]
      readonly child: string | null
      readonly puzzle: Puzzle | null
      readonly lesson: string | null
    }

/** What is known once the whole export has been read: null while it is. */
export interface Later {
  /** What the export holds of the entries of indexes; null where single images are assayed. */
  readonly children: Children | null
  /** What searches over the whole export made of puzzles, by their keys. */
  readonly settlements: ReadonlyMap<string, Settlement>
}

const noChildren: Children = new Map()

/** The reference that the image must be signed as. */
const identityOf = (image: Image, policy: Policy | undefined): string | null => {
  const { name, namespace, digestText: digest, reference } = image
  if (policy === undefined) return reference
  const named = { namespace, stream: name?.stream ?? null, tag: name?.tag ?? null, digest, reference }
  return identityFor(named, policy)
}

const judge = async (image: Image, proof: Proof, children: Children, given: Given) => {
  const measures = measure(image, proof, children)
  const signed = isSigned(image, proof, given.evidence)
  const identity = signed ? identityOf(image, given.policy) : null
  const signatures = signed ? await verifySignatures(image, proof, { ...given, identity }) : unsigned
  const findings = runChecks(image, proof, children, signatures)
  const report = reportImage(image, proof, findings, measures, signatures)
  if (given.policy !== undefined) report.findings.push(...judgeImage(report, given.policy, given.at))
  const notes = imageNotes(image, proof, report, given.secret)
  return { report, notes, detached: detachedDigests(signatures), size: measures.size }
}

const assayImage = async (image: Image, proof: Proof, given: Given, isFirst: boolean): Promise<Assayed> => {
  const { report, notes, detached, size } = await judge(image, proof, noChildren, given)
  return {
    type: 'image',
    reported: reportedObject(report),
    notes,
    detached,
    child: childText(image, proof, size),
    settled: report.verification.verdict !== 'unverifiable',
    lesson: isFirst ? lessonText(image, proof) : null,
  }
}

const leaveOpen = (image: Image, proof: Proof, puzzle: Puzzle): Assayed => ({
  type: 'open',
  puzzle,
  lesson: lessonText(image, proof),
})

const postpone = async (image: Image, proof: Proof, { evidence, limits }: Given): Promise<Assayed> => {
  const puzzle = puzzleOf(image, proof)
  return {
    type: 'index',
    names: proof.described.entries.map(({ digest }) => digest),
    child: childText(image, proof, unknownSize),
    puzzle,
    lesson: lessonText(image, proof, await versionsInEvidence(puzzle, evidence, limits)),
  }
}

const assayIndex = async (image: Image, proof: Proof, children: Children, given: Given): Promise<Assayed> => {
  const known = await findChildren(proof, children, given.evidence, given.limits)
  const { report, notes, detached } = await judge(image, proof, known, given)
  const reported = reportedObject(report)
  return { type: 'image', reported, notes, detached, child: null, settled: true, lesson: null }
}

/** What can be told of an image while the export is read. */
const assayFirst = async (image: Image, proof: Proof, given: Given): Promise<Assayed> => {
  if (proof.described.type === 'index') return postpone(image, proof, given)
  const puzzle = puzzleOf(image, proof)
  return puzzle === null ? assayImage(image, proof, given, true) : leaveOpen(image, proof, puzzle)
}

/** What was left of an image until the whole export had been read; null where that was nothing. */
const assayLater = async (
  image: Image,
  proof: Proof,
  { children, settlements }: Later,
  given: Given,
): Promise<Assayed | null> => {
  const puzzle = puzzleOf(image, proof)
  const isIndex = proof.described.type === 'index'
  if (isIndex !== (children !== null) || (puzzle === null && !isIndex)) return null
  const settlement = puzzle === null ? undefined : settlements.get(puzzleKey(puzzle))
  const settled =
    settlement === undefined ? proof : await settle(image, proof, settlement, given.evidence, given.limits)
  return children === null
    ? assayImage(image, settled, given, false)
    : assayIndex(image, settled, children, given)
}

/**
 * Assays the images in one element of an export: one, or an import answer's several. First its single images, those
 * that a search may settle and indexes left for later; then, of these, the single images or the indexes alone. They are
 * read and proven twice: kept as bytes until then they take a tenth of the memory.
 */
export const assayElement = async (
  raw: RawItem,
  later: Later | null,
  given: Given,
): Promise<readonly Assayed[]> => {
  const results: Assayed[] = []
  for (const decoded of decodeItem(raw, given.limits)) {
    if ('code' in decoded) {
      if (later === null) results.push({ type: 'rejection', rejection: decoded })
      continue
    }
    const image = parseImage(decoded, given.limits)
    const proof = await proveManifest(image, given.evidence, given.limits)
    const assayed = await (later === null
      ? assayFirst(image, proof, given)
      : assayLater(image, proof, later, given))
    if (assayed !== null) results.push(assayed)
  }
  return results
}
