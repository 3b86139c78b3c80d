import type { Image } from '../image/image.ts'
import type { DescribedPlatform } from '../verify/described.ts'
import type { Proof } from '../verify/proof.ts'
import type { Finding } from './finding.ts'

/** A manifest that an index names, as far as its entry can contradict it. */
export interface ChildClaims extends DescribedPlatform {
  readonly mediaType: string | null
  /** Length of the proven manifest, in bytes; null where it is not proven. */
  readonly bytes: number | null
}

/** What a family of checks looks at. */
export interface Subject {
  readonly image: Image
  readonly proof: Proof
  /** Of an index: its children that are in the export or in evidence. */
  readonly children: ReadonlyMap<string, ChildClaims>
}

/** A family of checks: the claims of one kind against what is proven. */
export type Family = (subject: Subject) => readonly Finding[]
