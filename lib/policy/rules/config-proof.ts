import * as v from 'valibot'
import type { RuleKind } from '../breach.ts'
import { imagePath } from '../judged.ts'
import { listText } from '../words.ts'

export const configProofEntries = {
  accept: v.pipe(
    v.array(v.picklist(['embedded', 'evidence'])),
    v.minLength(1, 'name a proof'),
    v.description('The proofs of the config that count: its bytes in the export, or given as evidence.'),
  ),
}
type ConfigProof = v.InferOutput<v.StrictObjectSchema<typeof configProofEntries, undefined>>

/** Images that have a config: neither indexes nor schema 1. */
export const configProof: RuleKind<ConfigProof> = {
  needsClock: false,
  judges: 'image with a config',
  demands: ({ accept }) => `have that config proven as ${listText(accept, 'or')}`,
  breaches: (image, { accept }) => {
    if (image.config === null) return []
    const { verdict, proof } = image.config
    const isProven = verdict === 'verified' && proof !== null
    if (isProven && accept.includes(proof)) return []
    return [
      {
        path: imagePath(image, 'dockerImageConfig'),
        message: isProven
          ? `the config is proven by ${proof} alone`
          : `the config is not proven: its verdict is ${verdict}`,
        expected: accept.join(' or '),
        actual: isProven ? proof : verdict,
      },
    ]
  },
}
