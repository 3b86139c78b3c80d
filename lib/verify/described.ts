import type { Digest } from '../digest.ts'
import type { EntryClaim } from '../image/image.ts'
import type { Entry } from '../manifest/manifest.ts'

/** A layer with the size that can be told: null is "cannot be known". */
export interface DescribedLayer {
  readonly digest: Digest
  /** Bytes. */
  readonly size: number | null
  readonly mediaType: string | null
}

/** What an image is for, as far as anything says; null is "not said". */
export interface DescribedPlatform {
  readonly os: string | null
  readonly architecture: string | null
  readonly variant: string | null
}

export type DescribedEntry = EntryClaim & Partial<Pick<Entry, 'osVersion'>>

/** What an image is by the best that is known of it: the proven manifest, else the export's fields, else its bytes. */
export interface Described {
  readonly type: 'image' | 'index'
  /** Base first; null where nothing describes them, and for an index. */
  readonly layers: readonly DescribedLayer[] | null
  /** Of an index. */
  readonly entries: readonly DescribedEntry[]
  /** Of a single image: its config's platform, else the metadata's architecture; never a parent's. */
  readonly platform: DescribedPlatform
}

/** `os/architecture[/variant]` (OCI image-spec image-index.md), `unknown` for what is not said. */
export const platformText = ({ os, architecture, variant }: DescribedPlatform): string => {
  const text = `${os ?? 'unknown'}/${architecture ?? 'unknown'}`
  return variant === null ? text : `${text}/${variant}`
}
