export type FlawCode =
  | 'duplicate-key'
  | 'folded-key'
  | 'number-unsafe'
  | 'lone-surrogate'
  | 'depth'
  | 'utf8'
  | 'byte-order-mark'
  | 'trailing-data'
  | 'syntax'

/** Something that `JSON.parse` hides, refuses without saying where, or lets through at a later cost. */
export interface Flaw {
  readonly code: FlawCode
  /** JSON Pointer of the member or element that it concerns. */
  readonly path: string
  /** Byte offset. */
  readonly offset: number
  /** What the document does, to stand behind its name: `names "layers" twice in one object`. */
  readonly detail: string
}
