import { runChecks } from '../checks/run.ts'
import { decodeItem } from '../export/decode.ts'
import type { RawItem, Rejection } from '../export/item.ts'
import type { Image } from '../image/image.ts'
import { parseImage } from '../image/parse.ts'
import type { Children } from '../measure/child.ts'
import { childText, findChildren } from '../measure/children.ts'
import { measure } from '../measure/measure.ts'
import { unknownSize } from '../measure/size.ts'
import { identityFor, judgeImage } from '../policy/judge.ts'
import type { Policy } from '../policy/schema.ts'
import { reportImage } from '../report/image-report.ts'
import { type Reported, reportedObject } from '../report/reported.ts'
import { detachedDigests, unsigned } from '../signature/signatures.ts'
import { isSigned, verifySignatures } from '../signature/verify.ts'
import { applySettlement } from '../verify/apply-settlement.ts'
import { versionsInEvidence } from '../verify/evidence-versions.ts'
import { lessonText } from '../verify/lesson.ts'
import type { Proof } from '../verify/proof.ts'
import { proveManifest } from '../verify/prove.ts'
import { type Puzzle, puzzleKey, puzzleOf } from '../verify/puzzle.ts'
import type { AssayContext } from './context.ts'
import type { ContributionWriter } from './contributions.ts'
import type { Stage } from './stage.ts'

/** What an index is judged with. */
interface Relatives {
  readonly children: Children
  /** Those of them that the export holds. */
  readonly inExport: Children
}

const none: Children = new Map()
const noRelatives: Relatives = { children: none, inExport: none }

/** What became of one image of an element, or of what was none. */
export type ImageOutcome =
  | { readonly type: 'rejection'; readonly rejection: Rejection }
  /** `settled`: whether its own verdict stands, or something else in the export could still settle it. */
  | { readonly type: 'image'; readonly reported: Reported; readonly settled: boolean }
  /** A single image, left for when the whole export is known. */
  | { readonly type: 'open'; readonly puzzle: Puzzle }
  /** An index, left for when its children are known; `names` are the digests of its entries. */
  | { readonly type: 'index'; readonly names: readonly string[]; readonly puzzle: Puzzle | null }

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
  context: AssayContext,
  contributions: ContributionWriter,
) => {
  const measures = measure(image, proof, children)
  const signed = isSigned(image, proof, context.evidence)
  const identity = signed ? identityOf(image, context.policy) : null
  const signatures = signed ? await verifySignatures(image, proof, { ...context, identity }) : unsigned
  const findings = runChecks(image, proof, children, signatures)
  const report = reportImage(image, proof, findings, measures, signatures)
  if (context.policy !== undefined) report.findings.push(...judgeImage(report, context.policy, context.at))
  contributions.note(image, proof, report, (digest) => inExport.has(digest))
  contributions.detached(detachedDigests(signatures))
  return { report, size: measures.size }
}

const assayImage = async (
  image: Image,
  proof: Proof,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<ImageOutcome> => {
  const { report, size } = await judge(image, proof, noRelatives, context, contributions)
  contributions.introduce(childText(image, proof, size))
  const settled = report.verification.verdict !== 'unverifiable'
  return { type: 'image', reported: reportedObject(report), settled }
}

const postpone = async (
  image: Image,
  proof: Proof,
  { evidence, limits }: AssayContext,
  contributions: ContributionWriter,
): Promise<ImageOutcome> => {
  const puzzle = puzzleOf(image, proof)
  contributions.introduce(childText(image, proof, unknownSize))
  contributions.teach(lessonText(image, proof, await versionsInEvidence(puzzle, evidence, limits)))
  return { type: 'index', names: proof.described.entries.map(({ digest }) => digest), puzzle }
}

const assayIndex = async (
  image: Image,
  proof: Proof,
  inExport: Children,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<ImageOutcome> => {
  const children = await findChildren(proof, inExport, context.evidence, context.limits)
  const { report } = await judge(image, proof, { children, inExport }, context, contributions)
  return { type: 'image', reported: reportedObject(report), settled: true }
}

/** What can be told of an image while the export is read. */
const assayFirst = async (
  image: Image,
  proof: Proof,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<ImageOutcome> => {
  if (proof.described.type === 'index') return postpone(image, proof, context, contributions)
  contributions.teach(lessonText(image, proof))
  const puzzle = puzzleOf(image, proof)
  return puzzle === null ? assayImage(image, proof, context, contributions) : { type: 'open', puzzle }
}

/** What was left of an image until the whole export had been read. */
const assayLater = async (
  image: Image,
  proof: Proof,
  stage: Later,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<ImageOutcome> => {
  const puzzle = puzzleOf(image, proof)
  const settlement = puzzle === null ? undefined : stage.settlements.get(puzzleKey(puzzle))
  const settled =
    settlement === undefined
      ? proof
      : await applySettlement(image, proof, settlement, context.evidence, context.limits)
  return stage.type === 'open'
    ? assayImage(image, settled, context, contributions)
    : assayIndex(image, settled, stage.children, context, contributions)
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
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<readonly ImageOutcome[]> => {
  const outcomes: ImageOutcome[] = []
  for (const [place, decoded] of decodeItem(raw, context.limits).entries()) {
    if (stage.type !== 'reading' && !stage.places.includes(place)) continue
    if ('code' in decoded) {
      if (stage.type === 'reading') outcomes.push({ type: 'rejection', rejection: decoded })
      continue
    }
    const image = parseImage(decoded, context.limits)
    const proof = await proveManifest(image, context.evidence, context.limits)
    outcomes.push(
      stage.type === 'reading'
        ? await assayFirst(image, proof, context, contributions)
        : await assayLater(image, proof, stage, context, contributions),
    )
  }
  return outcomes
}
