import type { Digest } from '../digest.ts'
import type { ParsedConfig } from '../manifest/config.ts'
import type { ParsedManifest } from '../manifest/manifest.ts'
import type { Stop } from './attempt.ts'
import type { Contradiction } from './contradiction.ts'
import type { Described } from './described.ts'
import type { ConfigVerification, ProofKind, Verification } from './verification.ts'

/** What is known of an image's manifest once the ladder has been climbed. */
export interface ManifestProof {
  readonly verification: Verification
  /** The bytes that hash to the digest, read: the truth that every claim is compared with. */
  readonly proven: ParsedManifest | null
  /** The rung that proved them; set for a mismatch too, where evidence or a rebuilt text shows the truth. */
  readonly provenBy: ProofKind | null
  /** The bytes in the export, read, whatever they hash to; for a signed schema 1 manifest, what was signed. */
  readonly given: ParsedManifest | null
  /** What `given` hashes to; null without a digest to compare it with. */
  readonly givenDigest: Digest | null
  /** What had happened to the bytes of a `reserialized` manifest, as a clause. */
  readonly accident: string | null
  /** Where the export's bytes end within the proven text that they begin. */
  readonly truncatedAt: number | null
  /** A signed schema 1 manifest whose text says something else than what was signed. */
  readonly signedDiffers: boolean
  /** Where the search for a rebuilt manifest was stopped before all was tried. */
  readonly stop: Stop | null
  /** The one field that the rebuilt manifest shows to be false. */
  readonly contradiction: Contradiction | null
  /** What searches over the whole export tried in vain, a clause each. */
  readonly tried: readonly string[]
}

/** The configuration blob's bytes, read. */
export interface ConfigProof {
  readonly verification: ConfigVerification
  readonly bytes: Buffer | null
  /** What the bytes hash to. */
  readonly computed: Digest | null
  /** The bytes read; null where there are none. */
  readonly parsed: ParsedConfig | null
}

export interface Proof extends ManifestProof {
  /** Null for schema 1 images and for indexes. */
  readonly config: ConfigProof | null
  /** What the image is by the best that is known of it. */
  readonly described: Described
}
