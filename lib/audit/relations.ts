import { relationSql } from './sql.ts'

/** When a relation is made: with the reports, with what settles their images, or with all that questions ask of. */
export type Phase = 'reports' | 'images' | 'questions'

/** One relation that questions are asked of. */
export interface Relation {
  /** As SQL names it. */
  readonly name: string
  readonly sql: string
  /** Whether it is worth keeping: small, or asked for more than once and dear to make. */
  readonly kept: boolean
  readonly phase: Phase
}

/** In the order in which they build on each other. */
const order: readonly (readonly [file: string, phase: Phase, kept: boolean])[] = [
  ['current-reports', 'reports', true],
  ['previous-reports', 'reports', true],
  ['settled', 'images', true],
  ['current-images', 'images', false],
  ['attestations', 'images', true],
  ['stream-platforms', 'images', true],
  ['required-platforms', 'questions', true],
  ['places', 'questions', true],
  ['held-blobs', 'questions', false],
  ['blobs', 'questions', true],
  ['current-findings', 'questions', false],
  ['previous-settled', 'questions', true],
  ['drift-images', 'questions', true],
]

export const relations: readonly Relation[] = order.map(([file, phase, kept]) => ({
  name: file.replaceAll('-', '_'),
  sql: relationSql[file] ?? '',
  phase,
  kept,
}))
