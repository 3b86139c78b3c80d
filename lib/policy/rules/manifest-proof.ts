import * as v from 'valibot'
import { proofKind } from '../../verify/verification.ts'
import type { RuleKind } from '../breach.ts'
import { imagePath } from '../judged.ts'
import { listText } from '../words.ts'

export const manifestProofEntries = {
  accept: v.pipe(
    v.array(proofKind),
    v.minLength(1, 'name a proof'),
    v.description('The proofs of the manifest that count, each a rung of the ladder of proof.'),
  ),
}
type ManifestProof = v.InferOutput<v.StrictObjectSchema<typeof manifestProofEntries, undefined>>

export const manifestProof: RuleKind<ManifestProof> = {
  needsClock: false,
  judges: 'image',
  demands: ({ accept }) => `have its manifest proven as ${listText(accept, 'or')}`,
  breaches: (image, { accept }) => {
    const { verdict, proof } = image.verification
    const isProven = verdict === 'verified' && proof !== null
    if (isProven && accept.includes(proof)) return []
    return [
      {
        path: imagePath(image, 'dockerImageManifest'),
        message: isProven
          ? `the manifest is proven by ${proof} alone`
          : `the manifest is not proven: its verdict is ${verdict}`,
        expected: accept.join(' or '),
        actual: isProven ? proof : verdict,
      },
    ]
  },
}
