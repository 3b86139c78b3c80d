import type { DescribedPlatform } from '../verify/described.ts'
import type { ImageSize } from './size.ts'

/** What an index needs to know of a manifest that one of its entries names. */
export interface Child extends DescribedPlatform {
  readonly digest: string
  readonly mediaType: string | null
  /** Length of the manifest, in bytes: of the proven one, else of the bytes in the export; null without either. */
  readonly bytes: number | null
  readonly proven: boolean
  readonly size: ImageSize
}

/** The children of an index that are in the export or in evidence, by digest. */
export type Children = ReadonlyMap<string, Child>
