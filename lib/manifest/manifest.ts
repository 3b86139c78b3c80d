import type { Digest } from '../digest.ts'
import type { JsonObject } from '../json/json.ts'

/** A content descriptor (OCI image-spec descriptor.md). */
export interface Descriptor {
  readonly mediaType: string | null
  readonly digest: Digest
  readonly size: number
}

/** An index's descriptor of one manifest; `''` and absent platform fields are null. */
export interface Entry extends Descriptor {
  readonly architecture: string | null
  readonly os: string | null
  readonly osVersion: string | null
  readonly variant: string | null
}

interface Base {
  readonly mediaType: string | null
  /** The JSON as given, every member kept. */
  readonly value: JsonObject
}

/** Docker schema 2 or OCI image manifest. */
export interface ImageManifest extends Base {
  readonly type: 'image'
  readonly config: Descriptor
  /** Base first. */
  readonly layers: readonly Descriptor[]
}

/** Docker manifest list or OCI image index. */
export interface IndexManifest extends Base {
  readonly type: 'index'
  readonly entries: readonly Entry[]
}

/** Docker schema 1: no sizes, no config blob. */
export interface Schema1Manifest extends Base {
  readonly type: 'schema1'
  readonly architecture: string | null
  /** Base first: `fsLayers` reversed. */
  readonly layers: readonly Digest[]
  /** `history[].v1Compatibility`, newest first as given. */
  readonly history: readonly string[]
}

export type Manifest = ImageManifest | IndexManifest | Schema1Manifest

/** What keeps a manifest's bytes from meaning one thing: a check's id, where, and what was found. */
export interface ManifestProblem {
  readonly check: 'manifest-malformed' | 'manifest-ambiguous' | 'manifest-duplicate-key' | 'number-unsafe'
  /** JSON Pointer inside the manifest. */
  readonly path: string
  readonly message: string
  readonly expected: string | null
  readonly actual: string | null
}

/** Bytes read as a manifest. */
export interface ParsedManifest {
  readonly bytes: Buffer
  /** Null where the bytes are no manifest, or mean more than one thing. */
  readonly manifest: Manifest | null
  /** The JSON object, where it is one. */
  readonly value: JsonObject | null
  /** Whether every reader reads `value` alike: no name twice, no number that rounds, nothing around it. */
  readonly unambiguous: boolean
  readonly problems: readonly ManifestProblem[]
}
