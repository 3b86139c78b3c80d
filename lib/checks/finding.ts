import * as v from 'valibot'
import { severity } from '../severity.ts'

export type Severity = v.InferOutput<typeof severity>

/** One claim of the export that was found wrong, weak or worth knowing. */
export const finding = v.object({
  /** A check's id: a row of the catalogue, or `policy-…`. */
  check: v.string(),
  severity,
  /** JSON Pointer from the item's root to the claim. */
  path: v.string(),
  message: v.string(),
  expected: v.nullable(v.string()),
  actual: v.nullable(v.string()),
})
export type Finding = v.InferOutput<typeof finding>
