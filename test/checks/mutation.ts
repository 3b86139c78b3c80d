import type { Finding } from '../../lib/checks/finding.ts'
import type { ImageKind } from '../../lib/export/item.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import type { Verdict } from '../../lib/verify/verification.ts'
import { assayText, itemOf, kinds, rootOf } from './assay-document.ts'
import {
  type Document,
  type ImageParts,
  type IndexParts,
  index,
  type Schema1Parts,
  schema1,
  schema2,
} from './document.ts'
import type { Edit } from './edit.ts'
import { type ShapeName, validImage, validIndex, validSchema1 } from './valid.ts'

interface Change {
  /** Changes the image object. */
  readonly image?: readonly Edit[]
  /** Changes the item around it. */
  readonly item?: readonly Edit[]
  /** Changes the item's JSON text. */
  readonly text?: (text: string) => string
  /** Texts given beside the export. */
  readonly evidence?: readonly string[] | ((document: Document) => readonly string[])
  /** The kinds that the mutation makes sense for; all of them by default. */
  readonly kinds?: readonly ImageKind[]
}

/** What is changed in a valid document, and everything that must be found. */
export type Mutation = Change & {
  readonly name: string
  readonly verdict: Verdict
  /** `check severity path`, in any order; `$` is where the image object stands. */
  readonly findings: readonly string[]
} & (
    | { readonly of: 'blanked' | 'embedded'; readonly parts?: Partial<ImageParts> }
    | { readonly of: 'schema1'; readonly parts?: Partial<Schema1Parts> }
    | { readonly of: 'index' | 'embedded index'; readonly parts?: Partial<IndexParts> }
  )

const build = (mutation: Mutation): Document => {
  const { of, parts } = mutation
  if (of === 'schema1') return schema1({ ...validSchema1, ...parts })
  if (of === 'index' || of === 'embedded index') return index({ ...validIndex, ...parts }, of !== 'index')
  return schema2({ ...validImage, ...parts }, of === 'embedded')
}

const apply = (edits: readonly Edit[] | undefined, root: JsonObject): void => {
  for (const change of edits ?? []) change(root)
}

export const mutationKinds = (mutation: Mutation): readonly ImageKind[] => mutation.kinds ?? kinds

/** Assays the mutated document as an item of `kind`. */
export const assayMutation = async (mutation: Mutation, kind: ImageKind) => {
  const document = build(mutation)
  const image = structuredClone(document.image)
  apply(mutation.image, image)
  const item = itemOf(kind, image, document.digest)
  apply(mutation.item, item)
  const text = (mutation.text ?? ((given: string) => given))(JSON.stringify(item))
  const { evidence = [] } = mutation
  const given = typeof evidence === 'function' ? evidence(document) : evidence
  return assayText(kind, text, { evidence: given, children: document.children })
}

/** Signatures and policies have tests of their own. */
const inScope = ({ check }: Finding): boolean =>
  !check.startsWith('signature-') && !check.startsWith('policy-')

export const described = (findings: readonly Finding[]): string[] =>
  findings
    .filter(inScope)
    .map(({ check, severity, path }) => `${check} ${severity} ${path}`)
    .toSorted()

export const expectedOf = ({ findings }: Mutation, kind: ImageKind): string[] =>
  findings.map((each) => each.replace('$', rootOf(kind))).toSorted()

export type { ShapeName }
