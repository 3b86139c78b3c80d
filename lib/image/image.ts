import type { Digest } from '../digest.ts'
import type { ImageKind, Position } from '../export/item.ts'
import type { Json, JsonObject } from '../json/json.ts'
import type { Flaw } from '../json/scan.ts'
import type { ImageName } from './name.ts'

/** A layer as `dockerImageLayers` describes it: a claim until the manifest is proven. */
export interface LayerClaim {
  readonly digest: Digest
  readonly size: number | null
  readonly mediaType: string | null
}

/** An index entry as `dockerImageManifests` describes it: a claim until the index is proven. */
export interface EntryClaim {
  readonly digest: Digest
  readonly mediaType: string | null
  readonly size: number | null
  readonly architecture: string | null
  readonly os: string | null
  readonly variant: string | null
}

/** What `dockerImageMetadata` says, as far as it is checked. */
export interface MetadataClaim {
  readonly id: string | null
  readonly size: number | null
  readonly architecture: string | null
  readonly created: string | null
  /** `apiVersion`/`kind` aside, the object as given. */
  readonly value: JsonObject
}

/** A field that is not what the API says it is; it counts as absent. */
export interface FieldFault {
  /** JSON Pointer from the item's root. */
  readonly path: string
  readonly expected: string
  readonly actual: string
}

/** One image of an export, its fields read once: everything in it is a claim. */
export interface Image extends Position {
  readonly kind: ImageKind
  readonly name: ImageName | null
  readonly namespace: string | null
  /** Where the image object stands in the item: `/image`, or `''` for an Image. */
  readonly root: string
  /** The image object's own `metadata.name`: its digest. */
  readonly innerName: string | null
  /** What the verdict speaks of, as given; null where nothing names a digest. */
  readonly digestText: string | null
  /** `digestText` where it can be recomputed. */
  readonly digest: Digest | null
  readonly reference: string | null
  readonly type: 'image' | 'index'
  readonly mediaType: string | null
  /** Bytes of `dockerImageManifest`; null where the API blanked them. */
  readonly manifestBytes: Buffer | null
  readonly configBytes: Buffer | null
  /** Whether `dockerImageManifest` is there and reads as absent, because it could be read in two ways. */
  readonly manifestAmbiguous: boolean
  readonly metadata: MetadataClaim | null
  /** Base first, by the order annotation; null where absent or unreadable. */
  readonly layers: readonly LayerClaim[] | null
  /** Whether `dockerImageLayers` stands base last. */
  readonly layersReversed: boolean
  /** Whether the export says how its layers are ordered, or it had to be assumed. */
  readonly layersOrderStated: boolean
  readonly entries: readonly EntryClaim[] | null
  readonly signatures: readonly Json[]
  /** `dockerImageSignatures`: base64 of one JWS each. */
  readonly manifestSignatures: readonly Json[]
  readonly faults: readonly FieldFault[]
  readonly flaws: readonly Flaw[]
  /** See `Item`. */
  readonly offset: number | null
  /** The item as given. */
  readonly item: JsonObject
  /** The image object as given, inside `item`. */
  readonly value: JsonObject
}
