import * as v from 'valibot'

/** How bad a finding is; `--fail-on` compares in this order. */
export const severity = v.picklist(['error', 'warning', 'info'])
export type Severity = v.InferOutput<typeof severity>
