import type { Image } from '../image/image.ts'
import type { Proof } from '../verify/proof.ts'
import { checkApi } from './api.ts'
import { checkConfig } from './config.ts'
import type { Finding } from './finding.ts'
import { checkIndex } from './index-entries.ts'
import { checkLayers } from './layers.ts'
import { checkManifest } from './manifest.ts'
import { checkMetadata } from './metadata.ts'
import { checkName } from './name.ts'
import { checkSignatures } from './signature.ts'
import type { Family, FoundSignatures, Subject } from './subject.ts'

const families: readonly Family[] = [
  checkName,
  checkManifest,
  checkConfig,
  checkLayers,
  checkIndex,
  checkMetadata,
  checkApi,
  checkSignatures,
]

/** Every claim of one image against what is proven: all that is found, in a fixed order. */
export const runChecks = (
  image: Image,
  proof: Proof,
  children: Subject['children'],
  { signatures, manifestSignatures }: FoundSignatures,
): Finding[] => {
  const subject = { image, proof, children, signatures, manifestSignatures }
  const findings: Finding[] = []
  for (const family of families) for (const found of family(subject)) findings.push(found)
  return findings
}
