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

/** A signature as far as it was verified: what `lib/signature` found of it. */
export interface FoundSignature {
  /** JSON Pointer from the item's root to the signature; of a detached one, to the image. */
  readonly path: string
  /** Its place in `signatures`. */
  readonly index: number
  readonly detached: boolean
  readonly report: {
    readonly name: string | null
    readonly verdict:
      | 'verified'
      | 'invalid'
      | 'unknown-key'
      | 'expired'
      | 'revoked'
      | 'unsupported'
      | 'malformed'
      | 'not-checked'
    readonly keyId: string | null
    readonly keyFingerprint: string | null
    readonly claimedKeyId: string | null
    readonly claimedDigest: string | null
    readonly claimedIdentity: string | null
    readonly digestMatches: boolean | null
    readonly identityMatches: boolean | null
    readonly claimed: {
      readonly conditions: readonly unknown[]
      readonly issuedBy: unknown
      readonly issuedTo: unknown
      readonly imageIdentity: unknown
      readonly signedClaims: unknown
    }
  }
  /** Why the verdict is no better, as a clause. */
  readonly because: string | null
  /** Hex SHA-256 of the content. */
  readonly contentHash: string | null
  readonly expectedIdentity: string | null
}

/** A signature that a schema 1 manifest carries, with its own key. */
export interface FoundManifestSignature {
  readonly report: {
    readonly path: string
    readonly verdict: 'intact' | 'invalid' | 'unsupported' | 'malformed' | 'not-checked'
  }
  readonly because: string | null
}

/** What is signed about an image. */
export interface FoundSignatures {
  readonly signatures: readonly FoundSignature[]
  readonly manifestSignatures: readonly FoundManifestSignature[]
}

/** What a family of checks looks at. */
export interface Subject extends FoundSignatures {
  readonly image: Image
  readonly proof: Proof
  /** Of an index: its children that are in the export or in evidence. */
  readonly children: ReadonlyMap<string, ChildClaims>
}

/** A family of checks: the claims of one kind against what is proven. */
export type Family = (subject: Subject) => readonly Finding[]
