import { type ConflictClaims, conflictClaims } from '../checks/conflict.ts'
import { runChecks } from '../checks/run.ts'
import { decodeItem } from '../export/decode.ts'
import type { RawItem, Rejection } from '../export/item.ts'
import type { Image } from '../image/image.ts'
import { parseImage } from '../image/parse.ts'
import type { Limits } from '../limits.ts'
import type { Child, Children } from '../measure/child.ts'
import { childOf, findChildren } from '../measure/children.ts'
import { measure } from '../measure/measure.ts'
import { unknownSize } from '../measure/size.ts'
import { judgeImage } from '../policy/judge.ts'
import type { Policy } from '../policy/schema.ts'
import { reportImage } from '../report/image-report.ts'
import { type Reported, reportedObject } from '../report/reported.ts'
import { type SummaryNotes, summaryNotes } from '../report/summary.ts'
import type { Keyring } from '../signature/keyring.ts'
import { detachedDigests, unsigned } from '../signature/signatures.ts'
import { isSigned, verifySignatures } from '../signature/verify.ts'
import type { Evidence } from '../verify/evidence.ts'
import type { Proof } from '../verify/proof.ts'
import { proveManifest } from '../verify/prove.ts'

/** What images are assayed with, beside the export. */
export interface Given {
  readonly evidence: Evidence
  readonly limits: Limits
  readonly keyring: Keyring
  /** Judges every image, by all rules but those that only audits judge. */
  readonly policy?: Policy | undefined
  /** What clock-bound judgements stand for. */
  readonly at: Date
}

/** What the summary needs of one image: plain data. */
export interface ImageNotes {
  readonly sums: SummaryNotes
  readonly claims: ConflictClaims
  /** Digests of the detached signatures that were verified. */
  readonly detached: readonly string[]
}

/** What became of one image of an element, or of what was none. */
export type Assayed =
  | { readonly type: 'rejection'; readonly rejection: Rejection }
  | {
      readonly type: 'image'
      readonly reported: Reported
      readonly notes: ImageNotes
      /** What an index may ask of it; null for what has no digest, and for an index that was asked itself. */
      readonly child: Child | null
      /** Whether its own verdict stands, or something else in the export could still settle it. */
      readonly settled: boolean
    }
  /** An index, left for when its children are known; `names` are the digests of its entries. */
  | { readonly type: 'index'; readonly names: readonly string[]; readonly child: Child | null }

const noChildren: Children = new Map()

const judge = async (image: Image, proof: Proof, children: Children, given: Given) => {
  const measures = measure(image, proof, children)
  const signed = isSigned(image, proof, given.evidence)
  const signatures = signed ? await verifySignatures(image, proof, given) : unsigned
  const findings = runChecks(image, proof, children, signatures)
  const report = reportImage(image, proof, findings, measures, signatures)
  if (given.policy !== undefined) report.findings.push(...judgeImage(report, given.policy, given.at))
  const notes: ImageNotes = {
    sums: summaryNotes(report),
    claims: conflictClaims(image, proof),
    detached: detachedDigests(signatures),
  }
  return { report, notes, size: measures.size }
}

const assayImage = async (image: Image, proof: Proof, given: Given): Promise<Assayed> => {
  const { report, notes, size } = await judge(image, proof, noChildren, given)
  return {
    type: 'image',
    reported: reportedObject(report),
    notes,
    child: childOf(image, proof, size),
    settled: report.verification.verdict !== 'unverifiable',
  }
}

const postpone = (image: Image, proof: Proof): Assayed => ({
  type: 'index',
  names: proof.described.entries.map(({ digest }) => digest),
  child: childOf(image, proof, unknownSize),
})

const assayIndex = async (image: Image, proof: Proof, children: Children, given: Given): Promise<Assayed> => {
  const found = await findChildren(proof, children, given.evidence, given.limits)
  const { report, notes } = await judge(image, proof, found, given)
  return { type: 'image', reported: reportedObject(report), notes, child: null, settled: true }
}

/**
 * Assays the images in one element of an export: one, or an import answer's several. Without `children` its single
 * images, the indexes postponed; with the children that the export holds, its indexes alone. These are read and proven
 * twice: kept as bytes until then they take a tenth of the memory.
 */
export const assayElement = async (
  raw: RawItem,
  children: Children | null,
  given: Given,
): Promise<readonly Assayed[]> => {
  const results: Assayed[] = []
  for (const decoded of decodeItem(raw, given.limits)) {
    if ('code' in decoded) {
      if (children === null) results.push({ type: 'rejection', rejection: decoded })
      continue
    }
    const image = parseImage(decoded, given.limits)
    const proof = await proveManifest(image, given.evidence, given.limits)
    const isIndex = proof.described.type === 'index'
    if (children === null)
      results.push(isIndex ? postpone(image, proof) : await assayImage(image, proof, given))
    else if (isIndex) results.push(await assayIndex(image, proof, children, given))
  }
  return results
}
