import assert from 'node:assert/strict'
import { runChecks } from '../../lib/checks/run.ts'
import type { ImageKind } from '../../lib/export/item.ts'
import { itemShapes } from '../../lib/export/shape.ts'
import { parseImage } from '../../lib/image/parse.ts'
import { isObject, type JsonObject } from '../../lib/json/json.ts'
import { parseJson } from '../../lib/json/parse.ts'
import { defaultLimits } from '../../lib/limits.ts'
import type { Child } from '../../lib/measure/child.ts'
import { childOf, findChildren } from '../../lib/measure/children.ts'
import { measure } from '../../lib/measure/measure.ts'
import { reportImage } from '../../lib/report/image-report.ts'
import { noKeys } from '../../lib/signature/keyring.ts'
import { verifySignatures } from '../../lib/signature/verify.ts'
import { type Evidence, evidenceFrom } from '../../lib/verify/evidence.ts'
import { proveManifest } from '../../lib/verify/prove.ts'
import { placeOf } from '../verify/place-of.ts'
import { type Document, digestOf } from './document.ts'

export const kinds: readonly ImageKind[] = ['ImageStreamImage', 'ImageStreamTag', 'Image']

/** Where the image object stands in an item of that kind. */
export const rootOf = (kind: ImageKind): string => (kind === 'Image' ? '' : '/image')

/** The object that the API answers with for an image, by kind. */
export const itemOf = (kind: ImageKind, image: JsonObject, digest: string): JsonObject => {
  const apiVersion = 'image.openshift.io/v1'
  if (kind === 'Image') return { kind, apiVersion, ...image }
  if (kind === 'ImageStreamImage')
    return { kind, apiVersion, metadata: { name: `ruby@${digest}`, namespace: 'shop' }, image }
  return {
    kind,
    apiVersion,
    metadata: { name: 'ruby:2.7', namespace: 'shop' },
    tag: { name: '2.7' },
    generation: 1,
    lookupPolicy: { local: false },
    image,
  }
}

export interface Beside {
  /** Texts of raw manifests and configs. */
  readonly evidence?: readonly string[]
  /** Other documents of the same export. */
  readonly children?: readonly Document[]
}

const evidenceOf = (texts: readonly string[]): Evidence => {
  const byDigest = new Map(texts.map((text) => [digestOf(text), Buffer.from(text)]))
  return evidenceFrom([placeOf(byDigest)])
}

/** One item, given as JSON text, assayed as lib/assay.ts does it. */
export const assayText = async (
  kind: ImageKind,
  text: string,
  { evidence = [], children = [] }: Beside = {},
) => {
  const { value, flaws } = parseJson(Buffer.from(text), itemShapes[kind])
  assert.ok(isObject(value), 'the item is no JSON object')
  const item = { source: 0, document: 0, path: '', kind, value, flaws, offset: 0, namespace: null }
  const image = parseImage(item)
  const given = evidenceOf(evidence)
  const proof = await proveManifest(image, given, defaultLimits)
  const inExport = new Map<string, Child>()
  for (const each of children) {
    const child = await assayText('Image', JSON.stringify(itemOf('Image', each.image, each.digest)), {
      evidence,
    })
    const known = childOf(child.image, child.proof, child.measures.size)
    if (known !== null) inExport.set(known.digest, known)
  }
  const found = await findChildren(proof, inExport, given, defaultLimits)
  const measures = measure(image, proof, found)
  const signatures = await verifySignatures(image, proof, {
    keyring: noKeys,
    at: new Date(0),
    evidence: given,
    limits: defaultLimits,
    identity: image.reference,
  })
  const findings = runChecks(image, proof, found, signatures)
  const report = reportImage(image, proof, findings, measures, signatures)
  return { image, proof, measures, findings, report }
}

export const assayDocument = (
  document: Document,
  kind: ImageKind = 'Image',
  evidence: readonly string[] = [],
) =>
  assayText(kind, JSON.stringify(itemOf(kind, document.image, document.digest)), {
    evidence,
    children: document.children,
  })
