import type { DescribedPlatform } from '../verify/described.ts'
import type { ImageSize } from './size.ts'

/** What an index needs to know of a manifest that one of its entries names. */
export interface Child extends DescribedPlatform {
  readonly digest: string
  readonly type: 'image' | 'index'
  readonly mediaType: string | null
  /** Length of the manifest, in bytes: of the proven one, else of the bytes in the export; null without either. */
  readonly bytes: number | null
  readonly proven: boolean
  readonly size: ImageSize
}

/** As a line of text. The digest stands first, so that most need not be read any further. */
export const writeChild = ({ digest, ...child }: Child): string => `${digest} ${JSON.stringify(child)}`

const space = 0x20

/** What {@link writeChild} wrote, where its digest is one of the wanted ones. */
export const readChild = (line: Buffer, wanted: ReadonlySet<string>): Child | null => {
  const end = line.indexOf(space)
  const digest = line.toString('latin1', 0, end)
  return wanted.has(digest) ? { digest, ...JSON.parse(line.toString('utf8', end + 1)) } : null
}

/** The children of an index that are in the export or in evidence, by digest. */
export type Children = ReadonlyMap<string, Child>
