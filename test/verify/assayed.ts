import { runChecks } from '../../lib/checks/run.ts'
import { type Digest, digestBytes } from '../../lib/digest.ts'
import type { Item } from '../../lib/export/item.ts'
import { parseImage } from '../../lib/image/parse.ts'
import type { JsonObject } from '../../lib/json/json.ts'
import { defaultLimits, type Limits } from '../../lib/limits.ts'
import { measure } from '../../lib/measure/measure.ts'
import { unsigned } from '../../lib/signature/signatures.ts'
import { type Evidence, evidenceFrom, noEvidence } from '../../lib/verify/evidence.ts'
import { proveManifest } from '../../lib/verify/prove.ts'
import { itemOf } from '../image/item.ts'
import { placeOf } from './place-of.ts'

/** Evidence of texts, found by what they hash to under each algorithm. */
export const evidenceOf = (...texts: readonly (string | Buffer)[]): Evidence => {
  const known = new Map<Digest, Buffer>()
  for (const text of texts)
    for (const algorithm of ['sha256', 'sha384', 'sha512'] as const)
      known.set(digestBytes(text, algorithm), Buffer.from(text))
  return evidenceFrom([placeOf(known)])
}

/** Everything that is found out about one item, no other being there. */
export const assayed = async (
  given: JsonObject | Item,
  evidence = noEvidence,
  limits: Limits = defaultLimits,
) => {
  const item = 'flaws' in given ? (given as Item) : itemOf(given)
  const image = parseImage(item)
  const proof = await proveManifest(image, evidence, limits)
  const measures = measure(image, proof, new Map())
  const findings = runChecks(image, proof, new Map(), unsigned)
  return { image, proof, measures, findings, checks: [...new Set(findings.map(({ check }) => check))] }
}
