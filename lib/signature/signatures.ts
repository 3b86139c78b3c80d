import type { ManifestSignature, SignatureVerification } from './verification.ts'

/** One signature with all that is found of it. */
export interface CheckedSignature {
  /** JSON Pointer from the item's root; of a detached signature, to the image. */
  readonly path: string
  /** Its place in `signatures`; detached ones are counted on. */
  readonly index: number
  readonly detached: boolean
  readonly report: SignatureVerification
  /** Why the verdict is no better, as a clause about the signature; null where it is `verified`. */
  readonly because: string | null
  /** Hex SHA-256 of the content; null where there is none. */
  readonly contentHash: string | null
  readonly expectedIdentity: string | null
}

export interface CheckedManifestSignature {
  readonly report: ManifestSignature
  readonly because: string | null
}

/** Everything that is signed about one image. */
export interface Signatures {
  readonly signatures: readonly CheckedSignature[]
  readonly manifestSignatures: readonly CheckedManifestSignature[]
}

export const unsigned: Signatures = { signatures: [], manifestSignatures: [] }

const none: readonly string[] = []

/** Digests of the detached signatures among them: evidence that went into the report. */
export const detachedDigests = ({ signatures }: Signatures): readonly string[] =>
  signatures.length === 0
    ? none
    : signatures.flatMap(({ detached, contentHash }) => (detached ? [`sha256:${contentHash}`] : []))
