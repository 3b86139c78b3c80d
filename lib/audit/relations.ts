import { relationSql } from './sql.ts'

/** One relation that questions are asked of. */
export interface Relation {
  /** As SQL names it. */
  readonly name: string
  readonly sql: string
  /** Whether it is worth keeping: small, or asked for more than once and dear to make. */
  readonly kept: boolean
}

/** In the order in which they build on each other. */
const order: readonly (readonly [file: string, kept: boolean])[] = [
  ['current-reports', true],
  ['previous-reports', true],
  ['current-images', false],
  ['places', true],
  ['held-blobs', false],
  ['blobs', true],
  ['stream-platforms', true],
  ['current-findings', false],
  ['drift-images', true],
]

export const relations: readonly Relation[] = order.map(([file, kept]) => ({
  name: file.replaceAll('-', '_'),
  sql: relationSql[file] ?? '',
  kept,
}))
