import { runChecks } from '../checks/run.ts'
import type { Image } from '../image/image.ts'
import type { Children } from '../measure/child.ts'
import { childText, findChildren } from '../measure/children.ts'
import { measure } from '../measure/measure.ts'
import { identityFor, judgeImage } from '../policy/judge.ts'
import type { Policy } from '../policy/schema.ts'
import { reportImage } from '../report/image-report.ts'
import { type Reported, reportedObject } from '../report/reported.ts'
import { detachedDigests, unsigned } from '../signature/signatures.ts'
import { isSigned, verifySignatures } from '../signature/verify.ts'
import type { AssayContext } from './context.ts'
import type { ContributionWriter } from './contributions.ts'
import type { ProvenImage } from './proven-image.ts'

/** An image that is reported. */
export interface AssayedImage {
  readonly type: 'image'
  readonly reported: Reported
  /** Whether its own verdict stands, or something else in the export could still settle it. */
  readonly settled: boolean
}

const none: Children = new Map()

/** The reference that the image must be signed as. */
const identityOf = (image: Image, policy: Policy | undefined): string | null => {
  const { name, namespace, digestText: digest, reference } = image
  if (policy === undefined) return reference
  const named = { namespace, stream: name?.stream ?? null, tag: name?.tag ?? null, digest, reference }
  return identityFor(named, policy)
}

/** `inExport`: those of an index's `children` that the export holds. */
const judge = async (
  { image, proof }: ProvenImage,
  children: Children,
  inExport: Children,
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

/** Assays a single image. */
export const assayImage = async (
  proven: ProvenImage,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<AssayedImage> => {
  const { report, size } = await judge(proven, none, none, context, contributions)
  contributions.introduce(childText(proven.image, proven.proof, size))
  const settled = report.verification.verdict !== 'unverifiable'
  return { type: 'image', reported: reportedObject(report), settled }
}

/** Assays an index; `inExport` are those of its children that the export holds. */
export const assayIndex = async (
  proven: ProvenImage,
  inExport: Children,
  context: AssayContext,
  contributions: ContributionWriter,
): Promise<AssayedImage> => {
  const children = await findChildren(proven.proof, inExport, context.evidence, context.limits)
  const { report } = await judge(proven, children, inExport, context, contributions)
  return { type: 'image', reported: reportedObject(report), settled: true }
}
