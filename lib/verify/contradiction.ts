/** One field of an export that a proven manifest shows to be false. */
export interface Contradiction {
  /** JSON Pointer from the image object. */
  readonly path: string
  /** What the field is, as the subject of a sentence. */
  readonly what: string
  /** What is true. */
  readonly expected: string | number
  /** What the export says. */
  readonly actual: string | number | null
}
