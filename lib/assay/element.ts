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
import type { TraceWriter } from './traces.ts'

/** What an index is judged with. */
interface Relatives {
  readonly children: Children
  /** Those of them that the export holds. */
  readonly inExport: Children
}

const none: Children = new Map()
const noRelatives: Relatives = { children: none, inExport: none }

/** What images are assayed with, beside the export. */
export interface Given {
  readonly evidence: Evidence
  readonly limits: Limits
  readonly keyring: Keyring
  /** Judges every image, by all rules but those that only audits judge. */
  readonly policy?: Policy | undefined
  /** What clock-bound judgements stand for. */
  readonly at: Date
  /** Unknown to whoever writes the export, and the same for all its images (see {@link createConflictClaims}). */
  readonly secret: string
}

/** What became of one image of an element, or of what was none. */
export type Outcome =
  | { readonly type: 'rejection'; readonly rejection: Rejection }
  /** `settled`: whether its own verdict stands, or something else in the export could still settle it. */
  | { readonly type: 'image'; readonly reported: Reported; readonly settled: boolean }
  /** A single image, left for when the whole export is known. */
  | { readonly type: 'open'; readonly puzzle: Puzzle }
  /** An index, left for when its children are known; `names` are the digests of its entries. */
  | { readonly type: 'index'; readonly names: readonly string[]; readonly puzzle: Puzzle | null }

/**
 * What is assayed of an element, and what is known by then: `settlements` are what searches over the whole export made
 * of puzzles, by their keys. `places` are those of the element's images that were left for this stage, from 0 on: what
 * evidence says of them may not be there any more.
 */
export type Stage =
  /** While the export is read: all, as far as it can be told. */
  | { readonly type: 'reading' }
  /** The single images that were left open. */
  | {
      readonly type: 'open'
      readonly places: readonly number[]
      readonly settlements: ReadonlyMap<string, Settlement>
    }
  /** Its indexes; `children` are those of their entries that the export holds. */
  | {
      readonly type: 'indexes'
      readonly places: readonly number[]
      readonly children: Children
      readonly settlements: ReadonlyMap<string, Settlement>
    }

type Later = Exclude<Stage, { readonly type: 'reading' }>

/** The reference that the image must be signed as. */
const identityOf = (image: Image, policy: Policy | undefined): string | null => {
  const { name, namespace, digestText: digest, reference } = image
  if (policy === undefined) return reference
  const named = { namespace, stream: name?.stream ?? null, tag: name?.tag ?? null, digest, reference }
  return identityFor(named, policy)
}

const judge = async (
  image: Image,
  proof: Proof,
  { children, inExport }: Relatives,
  given: Given,
  traces: TraceWriter,
) => {
  const measures = measure(image, proof, children)
  const signed = isSigned(image, proof, given.evidence)
  const identity = signed ? identityOf(image, given.policy) : null
  const signatures = signed ? await verifySignatures(image, proof, { ...given, identity }) : unsigned
  const findings = runChecks(image, proof, children, signatures)
  const report = reportImage(image, proof, findings, measures, signatures)
  if (given.policy !== undefined) report.findings.push(...judgeImage(report, given.policy, given.at))
  traces.note(image, proof, report, (digest) => inExport.has(digest))
  traces.detached(detachedDigests(signatures))
  return { report, size: measures.size }
}

const assayImage = async (
  image: Image,
  proof: Proof,
  given: Given,
  traces: TraceWriter,
): Promise<Outcome> => {
  const { report, size } = await judge(image, proof, noRelatives, given, traces)
  traces.introduce(childText(image, proof, size))
  const settled = report.verification.verdict !== 'unverifiable'
  return { type: 'image', reported: reportedObject(report), settled }
}

const postpone = async (
  image: Image,
  proof: Proof,
  { evidence, limits }: Given,
  traces: TraceWriter,
): Promise<Outcome> => {
  const puzzle = puzzleOf(image, proof)
  traces.introduce(childText(image, proof, unknownSize))
  traces.teach(lessonText(image, proof, await versionsInEvidence(puzzle, evidence, limits)))
  return { type: 'index', names: proof.described.entries.map(({ digest }) => digest), puzzle }
}

const assayIndex = async (
  image: Image,
  proof: Proof,
  inExport: Children,
  given: Given,
  traces: TraceWriter,
): Promise<Outcome> => {
  const children = await findChildren(proof, inExport, given.evidence, given.limits)
  const { report } = await judge(image, proof, { children, inExport }, given, traces)
  return { type: 'image', reported: reportedObject(report), settled: true }
}

/** What can be told of an image while the export is read. */
const assayFirst = async (
  image: Image,
  proof: Proof,
  given: Given,
  traces: TraceWriter,
): Promise<Outcome> => {
  if (proof.described.type === 'index') return postpone(image, proof, given, traces)
  traces.teach(lessonText(image, proof))
  const puzzle = puzzleOf(image, proof)
  return puzzle === null ? assayImage(image, proof, given, traces) : { type: 'open', puzzle }
}

/** What was left of an image until the whole export had been read. */
const assayLater = async (
  image: Image,
  proof: Proof,
  stage: Later,
  given: Given,
  traces: TraceWriter,
): Promise<Outcome> => {
  const puzzle = puzzleOf(image, proof)
  const settlement = puzzle === null ? undefined : stage.settlements.get(puzzleKey(puzzle))
  const settled =
    settlement === undefined ? proof : await settle(image, proof, settlement, given.evidence, given.limits)
  return stage.type === 'open'
    ? assayImage(image, settled, given, traces)
    : assayIndex(image, settled, stage.children, given, traces)
}

/**
 * Assays the images in one element of an export: one, or an import answer's several. First its single images, those
 * that a search may settle and indexes left for later; then either of these. They are read and proven twice: kept as
 * bytes until then they take a tenth of the memory.
 * @returns while the export is read, an outcome for each image, in their order; later for each that is meant
 */
export const assayElement = async (
  raw: RawItem,
  stage: Stage,
  given: Given,
  traces: TraceWriter,
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const [place, decoded] of decodeItem(raw, given.limits).entries()) {
    if (stage.type !== 'reading' && !stage.places.includes(place)) continue
    if ('code' in decoded) {
      if (stage.type === 'reading') outcomes.push({ type: 'rejection', rejection: decoded })
      continue
    }
    const image = parseImage(decoded, given.limits)
    const proof = await proveManifest(image, given.evidence, given.limits)
    outcomes.push(
      stage.type === 'reading'
        ? await assayFirst(image, proof, given, traces)
        : await assayLater(image, proof, stage, given, traces),
    )
  }
  return outcomes
}
